"""Blocks of numbers: a table, and a chart's finding with the numbers behind it."""

from __future__ import annotations

import re
from typing import Any

from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

from hub.blocks.telling import items, joined, paragraph, table

GROUP = "Numbers"
_NUMBER = re.compile(r"[-\u2212]?[\d.,\u00a0 ]*\d[\d.,\u00a0 ]*%?")


def is_number(text: str) -> bool:
    """Whether a cell holds a number alone ("1,204", "8.1%"), which then stands at the right."""
    return _NUMBER.fullmatch(text.strip()) is not None


class TableBlock(StructBlock):
    """A table whose columns have headings, as Wagtail's typed tables always do, and a caption."""

    table = TypedTableBlock([("text", CharBlock(required=False, max_length=500))])
    row_headers = BooleanBlock(
        required=False, label="The first cell of each row is its heading", help_text="As in a list of wards."
    )

    class Meta:
        template = "hub/blocks/table.html"
        icon = "table"
        group = GROUP
        description = "A table with a caption and a heading over each column."

    def clean(self, value: Any) -> Any:
        """With caption, headings and a row."""
        cleaned = super().clean(value)
        given: TypedTable = cleaned["table"]
        faults = []
        if not given.caption.strip():
            faults.append("Give the table a caption.")
        if not given.columns or not all(column["heading"].strip() for column in given.columns):
            faults.append("Give every column a heading.")
        if not given.row_data:
            faults.append("Add a row.")
        if faults:
            fault = TypedTableBlockValidationError(non_block_errors=faults)
            raise StructBlockValidationError(block_errors={"table": fault})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the cells as text, and which columns hold numbers."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        given: TypedTable = value["table"]
        rows = [[str(cell or "") for cell in row["values"]] for row in given.row_data]
        numeric = [
            any(column) and all(is_number(cell) or not cell for cell in column)
            for column in zip(*rows, strict=False)
        ] or [False] * len(given.columns)
        header = [column["heading"] for column in given.columns]
        return {
            **context,
            "header": list(zip(header, numeric, strict=True)),
            "rows": [list(zip(row, numeric, strict=True)) for row in rows],
        }

    def full_text(self, raw: Any) -> str:
        """The same table."""
        given = raw["table"]
        header = [column["heading"] for column in given["columns"]]
        return table(given.get("caption", ""), header, (row["values"] for row in given["rows"]))


class RowBlock(StructBlock):
    """One number of a chart."""

    label = CharBlock(max_length=60, help_text="March 2026")
    value = CharBlock(max_length=40, help_text="8.1")


class ChartBlock(StructBlock):
    """What a chart says: the finding in words first, and every number to read.

    The picture comes when the hub draws charts; what stands here does without it.
    """

    measure = CharBlock(max_length=160, help_text="What is counted: babies below 36.5 on arrival.")
    finding = CharBlock(max_length=255, help_text="What it shows, in a sentence: what, since when, how sure.")
    unit = CharBlock(required=False, max_length=60, help_text="Per cent of babies.")
    rows = ListBlock(RowBlock(), min_num=1, max_num=200, label="Numbers")

    class Meta:
        template = "hub/blocks/chart.html"
        icon = "history"
        group = GROUP
        description = "A finding, and the numbers behind it."
        preview_value = {
            "measure": "Babies below 36.5 on arrival",
            "finding": "Fewer than half as many since March 2026.",
            "unit": "of 50 babies",
            "rows": [{"label": "February", "value": "21"}, {"label": "March", "value": "9"}],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds whether the values are numbers alone."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "numeric": all(is_number(row["value"]) for row in value["rows"])}

    def full_text(self, raw: Any) -> str:
        """Measure, finding and numbers."""
        rows = [(row["label"], row["value"]) for row in items(raw["rows"])]
        numbers = table(raw["measure"], ("When or what", raw.get("unit") or "Value"), rows)
        return joined(paragraph(raw["finding"]), numbers)
