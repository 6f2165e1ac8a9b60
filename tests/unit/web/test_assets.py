"""Static files of one release."""

from __future__ import annotations

from spotsigns.web.assets import ROOT


def test_every_sheet_closes_each_block_that_it_opens() -> None:
    """A block left open swallows whatever stands behind it, without a word from the browser."""
    depths = {path.name: path.read_text("utf-8").count("{") - path.read_text("utf-8").count("}") for path in (ROOT / "css").glob("*.css")}
    assert len(depths) > 5
    assert {name: depth for name, depth in depths.items() if depth} == {}
