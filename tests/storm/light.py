"""Many light phones in one browser: each a host name of its own, so a store, a worker and locks of its own, driven by the app's own modules."""

from __future__ import annotations

from random import Random
from threading import Event

from playwright.sync_api import Page

from tests.browser.offline.phones import Phone
from tests.storm.canary import readable_files
from tests.storm.pages import Tabs, open_app
from tests.storm.tally import Book, texts
from tests.storm.weather import Deck, Weather

BATCH = 30
# A phone with so many waiting tells nothing new until some of them got through.
CROWDED = 90
MISHAP_SHARE = 0.03
KILLED, TWO_TABS, AGAIN = "browser killed", "two tabs", "page loaded again"
MISHAPS = (KILLED, TWO_TABS, AGAIN)


class LightPhones:
    """Everything is done by the thread that made `phone`."""

    def __init__(self, phone: Phone, book: Book, weather: Weather, random: Random, count: int) -> None:
        self.phone, self.book, self.weather, self.random = phone, book, weather, random
        self.mishaps, self.tabs = Deck(random, MISHAPS), Tabs()
        self.addresses = [f"http://p{number}.localhost:{phone.gate.port}/en/call/" for number in range(count)]
        self.kept: list[str] = []  # envelopes that wait at the end
        self.readable: set[str] = set()  # files of a killed browser in which a concern could be read

    def tell(self, over: Event) -> None:
        """Until `over`: tell concerns, send them, and now and then have a mishap."""
        while not over.is_set():
            for address in self.addresses:
                if self.random.random() < MISHAP_SHARE:
                    self._suffer(self.mishaps.draw(), address, over)
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
            self.tabs.forget()
            self.phone.restart(kill=True)
            self.readable |= set(map(str, readable_files(self.phone.profile)))
        elif kind == TWO_TABS:
            self.tabs.use(self.phone.context, address, over, lambda page: page.evaluate("storm.sendNow()"))
            other = open_app(self.phone.context, address, over)
            if other is not None:
                other.evaluate("storm.sendNow()")
                self.tabs.use(self.phone.context, address, over, self._one_batch)
                other.close()
        else:
            self.tabs.close(address)
        self.weather.note(kind)

    def settle(self, ends: Event) -> None:
        """Calm: everything is sent that can be; what is left then is told."""
        left = list(self.addresses)
        while left and not ends.is_set():
            for address in list(left):
                self.tabs.use(self.phone.context, address, ends, lambda page, address=address: self._is_empty(page) and left.remove(address))  # type: ignore[misc]
            ends.wait(0.2)
        for address in left:
            self.tabs.use(self.phone.context, address, Event(), lambda page: self.kept.extend(page.evaluate("storm.outbox()")))

    def _is_empty(self, page: Page) -> bool:
        page.evaluate("storm.sendBegun()")
        page.evaluate("storm.sendNow()")
        return page.evaluate("storm.outbox()") == []
