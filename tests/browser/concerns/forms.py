"""Walks through the form as a person does."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

KEPT_IN_DATABASE = """async () => {
  const names = indexedDB.databases ? (await indexedDB.databases()).map((one) => one.name) : [];
  const found = [];
  for (const name of names) {
    const database = await new Promise((resolve) => { const request = indexedDB.open(name); request.onsuccess = () => resolve(request.result); });
    for (const store of database.objectStoreNames) {
      const reading = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => { reading.onsuccess = resolve; });
      found.push([store, reading.result]);
    }
    database.close();
  }
  return found;
}"""

# A script of the page: what is fetched from an address with `%s` in it comes `%d` ms late.
HOLD_ANSWERS = """const ask = globalThis.fetch;
globalThis.fetch = async (path, how) => {
  if (String(path).includes('%s')) await new Promise((resolve) => setTimeout(resolve, %d));
  return ask(path, how);
};"""


class FormPage:
    """One open form. Each step is a screen; `taps` counts what a thumb has to do."""

    def __init__(self, page: Page, origin: str, *, tag: str = "en", reader: str = "") -> None:
        self.page = page
        self.taps = 0
        page.goto(f"{origin}/{tag}/r/{'#' + reader if reader else ''}")
        expect(page.locator("[data-part=begin]")).to_be_visible()

    @classmethod
    def of(cls, page: Page) -> FormPage:
        """The form on a page that stands open already."""
        form = cls.__new__(cls)
        form.page, form.taps = page, 0
        return form

    def screen(self) -> str:
        return str(self.page.locator("[data-screen]:visible").get_attribute("data-screen"))

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.taps += 1

    def choose(self, answer: str, value: str) -> None:
        self.tap(f'[data-question="{answer}"] label:has(input[value="{value}"])')

    def go(self, to: str) -> None:
        self.tap(f'[data-screen]:visible [data-go="{to}"]')

    def shown(self, screen: str) -> None:
        expect(self.page.locator(f'[data-screen="{screen}"]')).to_be_visible()

    def write(self, answer: str, text: str) -> None:
        self.page.locator(f'[data-question="{answer}"] [name]').fill(text)

    def to_what(self, danger: str = "no") -> None:
        self.go("next")
        self.choose("danger", danger)
        if danger != "no":
            self.shown("danger-now")
            self.go("next")
        self.shown("what")

    def to_check(self, *, danger: str = "no", what: str = "") -> None:
        """The shortest way: danger, one sign, place, kind of place, when."""
        self.to_what(danger)
        self.tap('[data-question="signs"] label')
        if what:
            self.write("what", what)
        self.go("next")
        self.page.locator('[data-question="place"] select').select_option("eastwood")
        self.taps += 2
        self.choose("where_kind", "takeaway")
        self.choose("when", "today")
        self.go("next")
        self.shown("check")

    def open_extra(self, name: str) -> None:
        self.go(name)
        self.shown(name)

    def send(self) -> None:
        self.go("send")

    def state(self, name: str) -> None:
        expect(self.page.locator(f'[data-screen="sent"] [data-state="{name}"]')).to_be_visible()

    def code(self) -> str:
        return self.page.locator("[data-part=digits]").inner_text().replace(" ", "")

    def kept(self) -> dict[str, Any]:
        """Everything in this origin's databases, by object store."""
        found: list[Any] = self.page.evaluate(KEPT_IN_DATABASE)
        return dict(found)
