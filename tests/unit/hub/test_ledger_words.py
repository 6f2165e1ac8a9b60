"""Every act that the hub writes into its ledger is said in words on the ledger's page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import spotsigns.hub

HUB = Path(spotsigns.hub.__file__).parent
PAGE = HUB.parent / "templates" / "hub" / "ledger.html"


def constants(tree: ast.Module) -> dict[str, str]:
    """Texts that a module gives names to, one or several at a time."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            found |= {name.id: value.value for name, value in zip(names, values, strict=False) if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)}
    return found


def acts() -> set[str]:
    """All that the ledger names, and whatever else is handed to it by a name."""
    trees = [ast.parse(path.read_text("utf-8")) for path in HUB.parent.rglob("*.py")]
    named = constants(ast.parse((HUB / "ledger.py").read_text("utf-8")))
    edits = constants(ast.parse((HUB / "edits.py").read_text("utf-8")))
    known = {name: text for tree in trees for name, text in constants(tree).items()} | named | edits
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "entry")
    handed = {known[node.args[1].id] for node in calls if len(node.args) > 1 and isinstance(node.args[1], ast.Name) and node.args[1].id in known}
    return set(named.values()) | handed | {text for text in edits.values() if text.startswith("contact_")}


def test_every_act_has_its_words() -> None:
    assert {"listed", "answered", "contact_proposed", "exported", "purged"} <= acts()
    said = set(re.findall(r'"act-([a-z_]+)":', PAGE.read_text("utf-8")))
    assert acts() - said == set()
