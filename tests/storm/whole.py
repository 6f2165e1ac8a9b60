"""One whole phone: somebody fills in the real form, with whatever the signal allows, and goes on to the next."""

from __future__ import annotations

from random import Random
from threading import Event

from playwright.sync_api import Error, Page, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.offline.phones import Phone
from tests.storm.canary import readable_files, text_of
from tests.storm.light import KILLED, TWO_TABS
from tests.storm.pages import Tabs, open_app
from tests.storm.tally import Book
from tests.storm.weather import Deck, Weather

LEFT = "form left half filled"
MISHAPS = (KILLED, TWO_TABS, LEFT)
PATIENCE_MS = 15_000
# What the page says of a concern that it will not lose.
PROMISES = ", ".join(f'[data-screen="sent"] [data-state="{state}"]:visible' for state in ("kept", "sending", "received"))


class WholePhone:
    """Everything is done by the thread that made `phone`."""

    def __init__(self, phone: Phone, book: Book, weather: Weather, random: Random) -> None:
        self.phone, self.book, self.weather, self.random = phone, book, weather, random
        self.mishaps, self.tabs = Deck(random, MISHAPS), Tabs()
        self.forms = 0
        self.kept: list[str] = []  # envelopes that wait at the end
        self.readable: set[str] = set()  # files of a killed browser in which a concern could be read

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
                self.weather.note("form given up")
            if self.random.random() < 0.4:
                self._suffer(self.mishaps.draw(), over)
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
            self.phone.restart(kill=True)
            self.readable |= set(map(str, readable_files(self.phone.profile)))
        elif kind == TWO_TABS:
            for page in [open_app(self.phone.context, f"{self.phone.origin}/en/call/", over) for _ in range(2)]:
                if page is not None:
                    page.evaluate("storm.sendNow()")
        elif page := self._half_fill(over):
            # What was begun may be kept, and is asked about the next time.
            page.close()
        self.tabs.forget()
        self.weather.note(kind)

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
            self.weather.note("form given up")
        return page

    def settle(self, ends: Event) -> None:
        """Calm: everything is sent that can be, what was only begun as well; what is left then is told."""
        address, left = f"{self.phone.origin}/en/call/", [True]
        while left and not ends.is_set():
            self.tabs.use(self.phone.context, address, ends, lambda page: self._is_empty(page) and left.clear())
            ends.wait(0.2)
        if left:
            self.tabs.use(self.phone.context, address, Event(), lambda page: self.kept.extend(page.evaluate("storm.outbox()")))

    def _is_empty(self, page: Page) -> bool:
        page.evaluate("storm.sendBegun()")
        page.evaluate("storm.sendNow()")
        return page.evaluate("storm.outbox()") == []
