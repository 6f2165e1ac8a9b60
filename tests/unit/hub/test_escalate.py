"""An unread concern wakes the next person, then the duty manager; the mailbox is told by a real relay on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotsigns.errors import SettingsError
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.duty_mail import duty_mail, duty_message, relay_sender
from spotsigns.hub.escalate import Watchman, waking_order, whom_to_wake
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore
from tests.conftest import Clock

HOUR = timedelta(hours=1)
NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


class Relay(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 to take one message."""

    def handle(self) -> None:
        taken: list[bytes] = self.server.taken  # type: ignore[attr-defined]
        self.wfile.write(b"220 relay\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    body += line
                taken.append(body)
            if verb in (b"MAIL", b"RCPT"):
                taken.append(line)
            self.wfile.write(b"250 fine\r\n" if verb != b"QUIT" else b"221 bye\r\n")


@pytest.fixture
def relay() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        server.taken = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("hours", "before", "now"),
    [
        (0.9, [], []), (1, [], ["Ada"]), (1.9, ["Ada"], []), (2, ["Ada"], ["Duty"]), (3, ["Ada", "Duty"], ["Bert"]), (2, ["Bert"], ["Ada"]),
        (9, ["Ada", "Duty", "Bert"], []), (9, [], ["Ada", "Duty", "Bert"]), (-5, [], []),
    ],
)  # fmt: skip
def test_next_person_then_the_manager_then_everybody(hours: float, before: list[str], now: list[str]) -> None:
    assert whom_to_wake(HOUR * hours, HOUR, waking_order(["Ada", "Bert"], "Duty"), before) == now


@given(NAMES, st.sampled_from(["", *"abcdef"]), st.lists(st.floats(0, 20), max_size=8))
def test_nobody_is_woken_twice_and_in_the_end_everybody_once(people: list[str], manager: str, looks: list[float]) -> None:
    order, woken = waking_order(people, manager), list[str]()
    for hours in [*sorted(looks), 21.0]:
        woken += whom_to_wake(HOUR * hours, HOUR, order, woken)
    assert woken == order
    assert sorted(order) == sorted({*people, *([manager] if manager else [])})


def test_watchman_wakes_until_the_concern_is_read(store: SqliteStore, holder: DemonstrationStaff, clock: Clock) -> None:
    woken: list[list[str]] = []
    mails: list[int] = []
    watchman = Watchman(store, clock, timedelta(minutes=60), "Duty", woken.append, lambda: mails.append(1))
    # The oldest sample came two days ago: both are due at once, and no third time.
    assert watchman.look() == [holder.name, "Duty"]
    assert watchman.look() == []
    assert (woken, len(mails)) == ([[holder.name, "Duty"]], 1)
    store.write(lambda db: db.execute("UPDATE envelopes SET state = 'seen'").rowcount)
    assert watchman.look() == []
    store.write(lambda db: db.execute("UPDATE envelopes SET state = 'new'").rowcount)
    assert watchman.look() == [holder.name, "Duty"]


def test_practice_wakes_nobody(store: SqliteStore, holder: DemonstrationStaff, clock: Clock) -> None:
    store.write(lambda db: db.execute("INSERT INTO triage (id, variant, practice) SELECT id, variant, 1 FROM envelopes").rowcount)
    assert Watchman(store, clock, HOUR, "Duty", lambda names: None).look() == []


def test_failed_mail_is_tried_again(store: SqliteStore, holder: DemonstrationStaff, clock: Clock) -> None:
    tries: list[int] = []

    def mail() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionRefusedError

    watchman = Watchman(store, clock, HOUR, "", lambda names: None, mail)
    with pytest.raises(ConnectionRefusedError):
        watchman.look()
    assert watchman.look() == [holder.name]
    assert len(tries) == 2


def test_mailbox_is_told_by_the_relay_and_nothing_but_that(relay: socketserver.TCPServer) -> None:
    send = relay_sender(f"smtp://127.0.0.1:{relay.server_address[1]}")
    duty_mail("duty@example.org", "https://hub.example.org/hub/", send, lambda: 1_795_465_200.0)()
    sender, receiver, body = relay.taken  # type: ignore[attr-defined]
    assert (sender[:28].upper(), receiver[:26].upper()) == (b"MAIL FROM:<DUTY@EXAMPLE.ORG>", b"RCPT TO:<DUTY@EXAMPLE.ORG>")
    message = message_from_bytes(body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert (message["Subject"], message["Auto-Submitted"]) == ("The desk needs somebody", "auto-generated")
    assert "https://hub.example.org/hub/" in message.get_content()


def test_message_is_the_same_whatever_waits() -> None:
    one, other = (duty_message("duty@example.org", "/hub/", 0.0).get_content() for _ in range(2))
    assert one == other


def test_relay_that_does_not_answer_is_no_relay() -> None:
    with pytest.raises(OSError, match="refused"):
        relay_sender("smtp://127.0.0.1:1")(duty_message("duty@example.org", "/hub/", 0.0))


@pytest.mark.parametrize(
    "given",
    [
        {"SPOTSIGNS_DUTY_MAILBOX": "duty@example.org"},
        {"SPOTSIGNS_DUTY_MAILBOX": "duty", "SPOTSIGNS_MAIL_RELAY": "smtp://relay"},
        {"SPOTSIGNS_DUTY_MAILBOX": "a@b.org\nBcc: c@d.org", "SPOTSIGNS_MAIL_RELAY": "smtp://relay"},
        {"SPOTSIGNS_DUTY_MAILBOX": "duty@example.org", "SPOTSIGNS_MAIL_RELAY": "relay:25"},
        {"SPOTSIGNS_DUTY_MAILBOX": "duty@example.org", "SPOTSIGNS_MAIL_RELAY": "smtp://user:secret@relay"},
    ],
)
def test_settings_that_would_send_nothing_or_elsewhere_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"SPOTSIGNS_(DUTY_MAILBOX|MAIL_RELAY)"):
        load_settings(given)
