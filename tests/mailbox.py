"""A real SMTP server on loopback for tests of mail."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.services import free_port


class Mailbox:
    """Takes every mail and keeps it in `messages`, in the order of arrival.

    `answers` says what else to answer: for an address (`{"ben@example.org": "550 No such user"}`), or to
    any mail's text (`{"DATA": "451 Try later"}`).
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        refused = self.answers.get(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 Known here"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        """Keep one mail; `X-Envelope-To` says whom it was really sent to."""
        if "DATA" in self.answers:
            return self.answers["DATA"]
        message = message_from_bytes(envelope.content, policy=default)
        for address in envelope.rcpt_tos:
            message["X-Envelope-To"] = address
        self.messages.append(message)
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that were sent to an address."""
        return [mail for mail in self.messages if address in mail.get_all("X-Envelope-To", [])]

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.stop()
