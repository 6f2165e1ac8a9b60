"""What the operator's page and the files beside it say is true of this release."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest

from spotsigns.cli import main
from spotsigns.settings import load_settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "operations.md").read_text("utf-8")
CADDY = (DOCS / "deploy" / "Caddyfile").read_text("utf-8")
CONFIG = DOCS / "deploy" / "spotsigns.toml"


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DOCS / "deploy" / name, "utf-8")
    return parser


def parse(arguments: list[str]) -> click.Context:
    """As the command line would, without running anything. Raises click.UsageError."""
    command, context = main.commands[arguments[0]], main.make_context("spotsigns", arguments[:1], resilient_parsing=True)
    return command.make_context(arguments[0], arguments[1:], parent=context)


@pytest.mark.parametrize("name", ["spotsigns.service", "spotsigns-backup.service"])
def test_what_a_unit_starts_is_a_command_with_these_options(name: str) -> None:
    program, *arguments = shlex.split(unit(name)["Service"]["ExecStart"])
    assert program == "/opt/spotsigns/bin/spotsigns"
    context = parse(arguments)
    assert str(context.params["config"]) == "/etc/spotsigns/spotsigns.toml"


def test_the_units_name_one_user_one_place_and_a_stop_that_is_long_enough() -> None:
    service, backup = unit("spotsigns.service")["Service"], unit("spotsigns-backup.service")["Service"]
    assert service["User"] == backup["User"] == "spotsigns"
    settings = load_settings({}, CONFIG)
    assert settings.data == f"/var/lib/{service['StateDirectory']}" == f"/var/lib/{backup['StateDirectory']}"
    assert backup["ReadWritePaths"] in backup["ExecStart"]
    assert int(service["TimeoutStopSec"]) > 20
    assert service["KillMode"] == "mixed"  # the server tells its worker itself


def test_the_config_the_proxy_and_the_service_fit_together() -> None:
    settings = load_settings({}, CONFIG)
    sites = re.findall(r"^(\S+) \{$", CADDY, re.MULTILINE)
    assert {settings.public_host, settings.hub_host} <= set(sites)
    [upstream] = re.findall(r"reverse_proxy (\S+)", CADDY)
    assert f"--host {upstream.split(':')[0]} --port {upstream.split(':')[1]}" in unit("spotsigns.service")["Service"]["ExecStart"]
    assert settings.proxies == upstream.split(":")[0]


def test_the_proxy_logs_no_request_and_takes_it_out_of_errors() -> None:
    outside = CADDY[CADDY.index("(spotsigns)") :]
    assert not re.search(r"^\s*log\b", outside, re.MULTILINE)
    assert re.search(r"^\s*request delete$", CADDY, re.MULTILINE)
    assert re.search(r"^\s*level ERROR$", CADDY, re.MULTILINE)


def test_every_command_on_the_page_exists() -> None:
    known = set(main.commands)
    asked = [words.split()[0] for words in re.findall(r"\bspots ([a-z-]+)", PAGE) + re.findall(r"`spotsigns ([a-z-]+)", PAGE)]
    assert len(asked) > 10
    assert [name for name in asked if name not in known] == []


def test_every_file_and_setting_on_the_page_exists() -> None:
    root = DOCS.parent
    files = re.findall(r"\b((?:docs|tests)/[\w./-]+\w)", PAGE)
    assert files
    assert [name for name in files if not (root / name).exists()] == []
    fields = {f"SPOTSIGNS_{name.upper()}" for name in load_settings({}).__dataclass_fields__}
    assert [name for name in re.findall(r"SPOTSIGNS_[A-Z_]+", PAGE) if name not in fields] == []


def test_links_on_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []
