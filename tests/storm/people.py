"""What all phones of a storm have in common: a browser that is killed and searched, and a calm in which everything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from playwright.sync_api import Page

from tests.browser.offline.phones import Phone
from tests.storm.canary import readable_files
from tests.storm.pages import Tabs
from tests.storm.tally import Book
from tests.storm.weather import Weather


class Person:
    """Everything is done by the thread that made `phone`. `addresses`: a page of each phone in this browser."""

    def __init__(self, phone: Phone, book: Book, weather: Weather, addresses: Sequence[str]) -> None:
        self.phone, self.book, self.weather, self.addresses = phone, book, weather, tuple(addresses)
        self.tabs = Tabs()
        self.kept: list[str] = []  # envelopes that wait at the end
        self.readable: set[str] = set()  # files of a killed browser in which a concern could be read
        self.forms = 0  # concerns told with the whole form

    def tell(self, over: Event) -> None:
        """Until `over`: tell concerns, send them, and now and then have a mishap."""
        raise NotImplementedError

    def kill(self) -> None:
        """The browser, in the middle of whatever it does; its disk is searched, and it is opened again."""
        self.tabs.forget()
        self.phone.restart(kill=True)
        self.readable |= set(map(str, readable_files(self.phone.profile)))

    def settle(self, ends: Event) -> None:
        """Calm: everything is sent that can be, what was only begun as well; what is left then is told."""
        left = set(self.addresses)
        while left and not ends.is_set():
            for address in sorted(left):
                emptied: list[bool] = []
                self.tabs.use(self.phone.context, address, ends, lambda page, emptied=emptied: emptied.append(is_emptied(page)))  # type: ignore[misc]
                left -= {address} if any(emptied) else set()
            ends.wait(0.2)
        for address in sorted(left):
            self.tabs.use(self.phone.context, address, Event(), lambda page: self.kept.extend(page.evaluate("storm.outbox()")))


def is_emptied(page: Page) -> bool:
    """Send what there is; True when there was nothing left."""
    page.evaluate("storm.sendBegun()")
    page.evaluate("storm.sendNow()")
    return bool(page.evaluate("storm.outbox()") == [])
