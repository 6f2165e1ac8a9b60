"""One whole phone: somebody fills in the real form, with whatever the signal allows, and goes on to the next."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from threading import Event

from playwright.sync_api import Error, Page, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.offline.phones import Phone
from tests.storm.canary import text_of
from tests.storm.pages import open_app
from tests.storm.people import Person
from tests.storm.tally import Book
from tests.storm.weather import Mishaps, Weather

KILLED, TWO_TABS, LEFT = "browser killed in the form", "two tabs beside the form", "form left half filled"
MISHAPS = (KILLED, TWO_TABS, LEFT)
PATIENCE_MS = 15_000
EVERY = 2  # forms
# What the page says of a concern that it will not lose.
PROMISES = ", ".join(f'[data-screen="sent"] [data-state="{state}"]:visible' for state in ("kept", "sending", "received"))


class WholePhone(Person):
    """One phone, one form after another."""

    def __init__(self, phone: Phone, book: Book, weather: Weather, random: Random) -> None:
        super().__init__(phone, book, weather, [f"{phone.origin}/en/call/"])
        self.mishaps = Mishaps(random, MISHAPS, EVERY)

    def tell(self, over: Event) -> None:
        while not over.is_set():
            page = open_app(self.phone.context, f"{self.phone.origin}/en/r/", over)
            if page is None:
                return
            page.set_default_timeout(PATIENCE_MS)
            try:
                self._one_form(page)
                self.weather.note("form sent")
            except (Error, AssertionError):
                # The form did not open, or something it needs did not come: it promised nothing, or it was noted before.
                self._give_up()
            if kind := self.mishaps.next():
                with suppress(Error):
                    self._suffer(kind, over)
                self.weather.note(kind)
            if not page.is_closed():
                page.close()

    def _one_form(self, page: Page) -> None:
        if not self._is_fresh(page):
            page.locator("[data-unfinished=send]").click()
            expect(page.locator("[data-screen=unfinished]")).to_be_hidden(timeout=PATIENCE_MS)
            return
        form = FormPage.of(page)
        [number] = self.book.begin(1)
        form.to_check(what=text_of(number))
        form.send()
        asked = page.locator("[data-screen=ask]:visible")
        promise = page.locator(PROMISES).first
        expect(asked.or_(promise)).to_be_visible(timeout=PATIENCE_MS)
        if asked.is_visible():
            form.tap('[data-after="keep"]')
        expect(promise).to_be_visible(timeout=PATIENCE_MS)
        self.book.promise([number])
        self.forms += 1

    @staticmethod
    def _is_fresh(page: Page) -> bool:
        """Not one that asks about what was begun before."""
        expect(page.locator("[data-part=begin]:visible, [data-screen=unfinished]:visible")).to_be_visible(timeout=PATIENCE_MS)
        return page.locator("[data-part=begin]").is_visible()

    def _suffer(self, kind: str, over: Event) -> None:
        if kind == KILLED:
            self._half_fill(over)
            self.kill()
        elif kind == TWO_TABS:
            tabs = [page for _ in range(2) if (page := open_app(self.phone.context, self.addresses[0], over))]
            for page in tabs:
                page.evaluate("storm.sendNow()")
            for page in tabs:
                page.evaluate("storm.outbox()")
                page.close()
        elif begun := self._half_fill(over):
            # What was begun may be kept, and is asked about the next time.
            begun.close()

    def _half_fill(self, over: Event) -> Page | None:
        """A form with answers in it, where it opens."""
        page = open_app(self.phone.context, f"{self.phone.origin}/en/r/", over)
        if page is None:
            return None
        page.set_default_timeout(PATIENCE_MS)
        try:
            if self._is_fresh(page):
                form = FormPage.of(page)
                [number] = self.book.begin(1)
                form.to_what()
                form.write("what", text_of(number))
        except (Error, AssertionError):
            self._give_up()
        return page

    def _give_up(self) -> None:
        """What was answered so far may have been kept when the page was closed."""
        self.book.give_up()
        self.weather.note("form given up")
