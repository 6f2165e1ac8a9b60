"""Many light phones in one browser: each a host name of its own, so a store, a worker and locks of its own, driven by the app's own modules."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from threading import Event

from playwright.sync_api import Error, Page

from tests.browser.offline.phones import Phone
from tests.storm.pages import open_app
from tests.storm.people import Person
from tests.storm.tally import Book, texts
from tests.storm.weather import Mishaps, Weather

BATCH = 10
# A phone with so many waiting tells nothing new until some of them got through.
CROWDED = 20
KILLED, TWO_TABS, AGAIN = "browser killed", "two tabs", "page loaded again"
MISHAPS = (KILLED, TWO_TABS, AGAIN)


class LightPhones(Person):
    """`count` phones; a mishap comes after at most `every` batches."""

    def __init__(self, phone: Phone, book: Book, weather: Weather, random: Random, count: int, every: int) -> None:
        super().__init__(phone, book, weather, [f"http://p{number}.localhost:{phone.gate.port}/en/call/" for number in range(count)])
        self.mishaps = Mishaps(random, MISHAPS, every)

    def tell(self, over: Event) -> None:
        while not over.is_set():
            for address in self.addresses:
                if kind := self.mishaps.next():
                    with suppress(Error):
                        self._suffer(kind, address, over)
                    self.weather.note(kind)
                self.tabs.use(self.phone.context, address, over, self._one_batch)

    def _one_batch(self, page: Page) -> None:
        if len(page.evaluate("storm.outbox()")) >= CROWDED:
            page.evaluate("storm.sendNow()")
            return
        made = self._seal(page)
        kept = page.evaluate("(ids) => storm.keep(ids)", list(made))
        self.book.promise(made[one] for one in kept)

    def _seal(self, page: Page) -> dict[str, int]:
        """Ids of fresh envelopes, each with its number."""
        numbers = self.book.begin(BATCH)
        made = page.evaluate("(texts) => storm.seal(texts)", texts(numbers))
        for number, (_, envelope) in zip(numbers, made, strict=False):
            self.book.note(number, envelope)
        return {one: number for number, (one, _) in zip(numbers, made, strict=False)}

    def _suffer(self, kind: str, address: str, over: Event) -> None:
        if kind == KILLED:
            # In the middle of keeping: what was not said to be kept may be there or not.
            self.tabs.use(self.phone.context, address, over, lambda page: page.evaluate("(ids) => storm.beginKeeping(ids)", list(self._seal(page))))
            self.kill()
        elif kind == TWO_TABS:
            self.tabs.use(self.phone.context, address, over, lambda page: page.evaluate("storm.sendNow()"))
            other = open_app(self.phone.context, address, over)
            if other is not None:
                other.evaluate("storm.sendNow()")
                self.tabs.use(self.phone.context, address, over, self._one_batch)
                other.close()
        else:
            self.tabs.close(address)
