"""One person at the hub's screen, and everything their browser sends."""

from __future__ import annotations

import json
import re
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Page, Request

from spotsigns.sealing.envelope import seal_concern


class MovingClock:
    """The real time, put forward by as much as a test likes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Desk:
    """`sent` holds method, address, headers and body of every request."""

    def __init__(self, page: Page, url: str, clock: MovingClock) -> None:
        self.page, self.url, self.clock = page, url, clock
        self.sent: list[bytes] = []
        self.problems: list[str] = []
        page.on("request", self._keep)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.set_default_timeout(20_000)

    def _keep(self, request: Request) -> None:
        head = f"{request.method} {request.url} {json.dumps(request.all_headers() if request.is_navigation_request() else request.headers)}"
        self.sent.append(head.encode() + b"\n" + (request.post_data_buffer or b""))

    def has_sent(self, word: str) -> bool:
        """By itself, in capitals or not: within a row of letters and digits, sealed bytes spell any short word by chance."""
        alone = re.compile(rb"(?<![\w+/-])" + re.escape(word.encode()) + rb"(?![\w+/-])", re.IGNORECASE)
        return any(alone.search(sent) for sent in self.sent)

    def part(self, name: str) -> Any:
        return self.page.locator(f'[data-part="{name}"]')

    def go_on(self, step: str) -> None:
        self.page.locator(f'[data-step="{step}"] [type=submit]').click()

    def wait_for_step(self, step: str) -> None:
        self.page.locator(f'[data-step="{step}"]').wait_for(state="visible")

    def wait_until_sorted(self) -> None:
        self.page.locator('[data-sorted="yes"]').wait_for()

    def join(self, link: str, name: str, downloads: Path) -> tuple[str, str, str]:
        """The whole ceremony. Gives passphrase, TOTP secret and the 24 words."""
        self.page.goto(self.url + link)
        self.wait_for_step("passphrase")
        passphrase = self.part("six-words").inner_text()
        self.part("name").fill(name)
        self.part("passphrase").fill(passphrase)
        self.part("again").fill(passphrase)
        self.go_on("passphrase")
        self.wait_for_step("totp")
        totp = self.part("secret").inner_text().replace(" ", "")
        self.part("code").fill(pyotp.TOTP(totp).at(self.clock()))
        self.go_on("totp")
        self.wait_for_step("recovery")
        words = self.page.locator('[data-part="recovery"] li').all_inner_texts()
        self.go_on("recovery")
        self.wait_for_step("words-back")
        fields = self.page.locator('[data-part="words-back"] input')
        fields.first.focus()
        # As from paper: a word, a space, the next word.
        self.page.keyboard.type(" ".join([*words[:-1], "wrong"]))
        self.go_on("words-back")
        assert "24" in self.part("problem").inner_text()
        fields.last.fill(words[-1])
        self.go_on("words-back")
        self.wait_for_step("key-file")
        assert self.part("saved").is_disabled()
        with self.page.expect_download() as download:
            self.part("file").click()
        download.value.save_as(downloads / "key-file.json")
        self.part("saved").check()
        self.go_on("key-file")
        self.wait_until_sorted()
        return passphrase, totp, " ".join(words)

    def log_in(self, name: str, passphrase: str, totp: str) -> None:
        self.clock.ahead += timedelta(minutes=1)  # each code works once
        self.page.goto(self.url + "/hub/")
        self.part("name").fill(name)
        self.part("passphrase").fill(passphrase)
        self.part("totp").fill(pyotp.TOTP(totp).at(self.clock()))
        self.part("press").click()
        self.wait_until_sorted()

    def go_to_desk(self, name: str, passphrase: str, totp: str) -> None:
        """Logs in only where this browser is not logged in yet, or no longer: that takes longer than the rest of a test."""
        self.page.goto(self.url + "/hub/")
        if self.page.url.endswith("/log-in"):
            self.log_in(name, passphrase, totp)
        self.wait_until_sorted()

    def log_out(self) -> None:
        self.part("log-out").click()
        self.page.wait_for_url("**/hub/log-in")

    def rows(self) -> list[str]:
        found: list[str] = self.page.locator('[data-part="list"] button').all_inner_texts()
        return found

    def open_row(self, words: str) -> str:
        """Open the concern that says `words`; what the reading pane shows."""
        self.page.evaluate("document.querySelectorAll('.triage').forEach((form) => form.remove()); document.querySelector('[data-part=pane]').dataset.offered = ''")
        self.page.locator('[data-part="list"] button', has_text=words).click()
        self.page.locator('[data-part="pane"][data-offered="yes"] .triage').wait_for()
        shown: str = self.part("pane").inner_text()
        return shown

    def kept(self) -> Any:
        """All that this browser keeps."""
        return self.page.evaluate(
            """async () => {
              const names = (await indexedDB.databases()).map((one) => one.name), rows = [];
              for (const name of names) {
                const database = await new Promise((resolve, reject) => { const opening = indexedDB.open(name); opening.onsuccess = () => resolve(opening.result); opening.onerror = reject; });
                for (const store of database.objectStoreNames) {
                  const all = await new Promise((resolve) => { const reading = database.transaction(store).objectStore(store).getAll(); reading.onsuccess = () => resolve(reading.result); });
                  rows.push(...all.map((row) => [name, store, Object.keys(row), Array.from(row.locked || []), JSON.stringify(row)]));
                }
                database.close();
              }
              return { rows, local: Object.keys(localStorage), session: Object.keys(sessionStorage), caches: await caches.keys() };
            }"""
        )


def tell(url: str, public: bytes, told: dict[str, Any], thread: str = "ab" * 16, concern_id: str = "") -> tuple[int, str]:
    """Seal as a phone does and deliver. Gives status and id."""
    envelope = seal_concern(told, concern_id or str(uuid.uuid4()), thread, public)
    status = put(url, envelope)
    return status, envelope["id"]


def put(url: str, envelope: dict[str, Any]) -> int:
    asking = urllib.request.Request(f"{url}/api/envelopes/{envelope['id']}", json.dumps(envelope).encode(), {"Content-Type": "application/json"}, method="PUT")
    try:
        with urllib.request.urlopen(asking) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def ask(url: str, path: str) -> Any:
    with urllib.request.urlopen(url + path) as answer:
        return json.load(answer)


def message(text: str, proof: str = "") -> dict[str, Any]:
    """What somebody adds later with their code; without `proof` anybody may have."""
    return {"v": 1, "kind": "message", "lang": "en", "made_at": "2026-11-24T20:15+00:00", "text": text, "proof": proof}


def concern(what: str, **answers: Any) -> dict[str, Any]:
    return {
        "v": 1, "kind": "concern", "form": "2026-11", "lang": "ur", "made_at": "2026-11-23T20:15+05:00", "practice": False, "unfinished": False,
        "answers": {"danger": "no", "signs": ["takeaway.different-cars"], "what": what, "when": "today", **answers},
    }  # fmt: skip
