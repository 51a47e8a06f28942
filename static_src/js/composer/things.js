// Suggests guides, case studies, learning sets and topics after a #, and links the one that is chosen.
// Without this file an address is pasted. Asked as a visitor: the title of a thing for a few would
// otherwise stand in a text for many.
import { answer, expand, listOf, option } from "./expanding.js";

const KINDS = new Set(["Guide", "Case study", "Learning set", "Topic"]);
const SHORTEST = 2;
const NONE = { matched: false };

async function things(address, text) {
  if (text.trim().length < SHORTEST) return NONE;
  const { suggestions = [] } = await answer(address, text, { credentials: "omit" });
  const items = suggestions
    .filter(({ kind }) => KINDS.has(kind))
    .map(({ title, kind, url }, number) => {
      const item = option(number, title, kind);
      Object.assign(item.dataset, { title, url });
      return item;
    });
  return listOf(items, "Pages and topics to link");
}

// As Markdown, in which brackets and stars of a title would be read as marks.
function linked({ dataset: { title, url } }) {
  return `[${title.replace(/[\\[\]*_`]/g, "\\$&")}](${url})`;
}

function tell(hint, field) {
  hint.hidden = false;
  field.setAttribute("aria-describedby", `${hint.id} ${field.getAttribute("aria-describedby") ?? ""}`.trim());
}

document.querySelectorAll("text-expander[data-things]").forEach((expander) => {
  const hint = expander.parentElement.querySelector("[data-expands]");
  if (hint) tell(hint, expander.querySelector("textarea"));
  expand(expander, "#", { look: (text) => things(expander.dataset.things, text), chosen: linked });
});
