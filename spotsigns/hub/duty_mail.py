"""An e-mail without content to the duty mailbox, by the partnership's own relay: a desktop with a closed browser gets no push."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

SEND_SECONDS = 20.0


def duty_message(mailbox: str, desk: str, at: float) -> EmailMessage:
    """To `mailbox` and from it, sent `at` Unix seconds. It says that somebody is needed at `desk` (an address), not why."""
    message = EmailMessage()
    message["From"] = message["To"] = mailbox
    message["Subject"] = "The desk needs somebody"
    message["Date"] = formatdate(at, usegmt=True)
    message["Message-ID"] = make_msgid(domain=mailbox.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"Something has waited longer than it should. Please log in:\n\n{desk}\n\nThis message is sent by a machine. It holds nothing else on purpose.\n")
    return message


def relay_sender(relay: str) -> Callable[[EmailMessage], None]:
    """Hands messages to `relay`: smtp://host:port (turned to TLS when it offers that) or smtps://host:port. Raises OSError."""
    address = urlsplit(relay)
    host, is_tls = address.hostname or "", address.scheme == "smtps"
    port = address.port or (465 if is_tls else 25)

    def send(message: EmailMessage) -> None:
        connecting = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
        with connecting(host, port, timeout=SEND_SECONDS) as server:
            if not is_tls:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls()
            server.send_message(message)

    return send


def duty_mail(mailbox: str, desk: str, send: Callable[[EmailMessage], None], now: Callable[[], float]) -> Callable[[], None]:
    """What the watchman calls; `now` in Unix seconds."""
    return lambda: send(duty_message(mailbox, desk, now()))
