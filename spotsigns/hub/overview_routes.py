"""HTTP of the record: the ledger's rows, figures, both as sheets. Read only, for auditors and keyholders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request

from spotsigns.hub.asked import answer
from spotsigns.hub.figures import figures_rows, quarters, show_figures
from spotsigns.hub.guard import open_to, who
from spotsigns.hub.ledger_page import EXPORTED, PAGE_ROWS, Verdict, export_rows, read_page, sift
from spotsigns.hub.overview_model import Sifted
from spotsigns.hub.room import Hub
from spotsigns.hub.sheets import sheet

READERS = ("auditor", "keyholder")


def add_overview_routes(routes: Blueprint, hub: Hub, labels: Mapping[str, Any], languages: tuple[str, ...]) -> None:
    """`labels` is what ids mean in English, `languages` what the public side is served in."""
    verdict = Verdict()

    @routes.get("/hub/api/ledger/rows")
    @open_to(*READERS)
    def rows_of_ledger() -> Response:
        rows = read_page(hub, _sifted())
        people = [{"id": person.id, "name": person.name} for person in hub.store.all_staff()]
        return answer({"rows": rows, "next": rows[-1]["n"] if len(rows) == PAGE_ROWS else None, "people": people, "acts": hub.store.ledger_acts()})

    @routes.get("/hub/api/ledger/verdict")
    @open_to(*READERS)
    def ledger_verdict() -> Response:
        return answer(verdict.look(hub))

    @routes.get("/hub/api/ledger.csv")
    @open_to(*READERS)
    def ledger_sheet() -> Response:
        return _sheet("ledger", export_rows(hub, who().staff.id, _sifted()))

    @routes.get("/hub/api/figures")
    @open_to(*READERS)
    def quarter_figures() -> Response:
        return answer(show_figures(hub, labels, languages, _period()))

    @routes.get("/hub/api/figures.csv")
    @open_to(*READERS)
    def figures_sheet() -> Response:
        period = _period()
        names = {**labels, "destinations": hub.doing.destinations.names}
        rows = figures_rows(show_figures(hub, labels, languages, period), names)
        hub.store.write_entry(hub.ledger.entry(who().staff.id, EXPORTED, f"figures {period}", hub.clock()))
        return _sheet(f"figures-{period}", rows)

    def _period() -> str:
        return request.args.get("period") or quarters(hub)[0].name


def _sifted() -> Sifted:
    return sift(*(request.args.get(name, "") for name in ("act", "staff", "day", "before")))


def _sheet(name: str, rows: Iterable[Sequence[object]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(sheet(rows), content_type="text/csv; charset=utf-8", headers=headers)
