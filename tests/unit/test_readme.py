"""The README cannot drift: its tree, settings and commands are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import click

from spotsigns.cli import main
from spotsigns.settings import described

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def commands(group: click.Group, before: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append(f"{before}{name}")
    return found


def test_every_setting_stands_in_the_readme() -> None:
    assert [name for name, _, _ in described() if name not in README] == []


def test_every_command_stands_in_the_readme() -> None:
    assert [name for name in commands(main) if name not in README] == []


def test_every_command_has_help() -> None:
    def without_help(group: click.Group) -> list[str]:
        found = [name for name, command in group.commands.items() if not command.help]
        return found + [name for command in group.commands.values() if isinstance(command, click.Group) for name in without_help(command)]

    assert without_help(main) == []


def test_the_tree_in_the_readme_is_the_tree_on_disk() -> None:
    named = set(re.findall(r"^[├└]── (\w[\w.]*)/?", README, re.MULTILINE))
    on_disk = {path.name for path in (ROOT / "spotsigns").iterdir() if not path.name.startswith(("_", "."))}
    assert named == on_disk


def test_every_subcommand_of_dev_stands_in_the_readme() -> None:
    script = (ROOT / "dev").read_text("utf-8")
    subcommands = re.findall(r"^(\w+)\)$", script, re.MULTILINE)
    assert subcommands
    assert [name for name in subcommands if f"./dev {name}" not in README] == []


def test_every_picture_of_the_readme_exists() -> None:
    pictures = re.findall(r"\]\((docs/pictures/[\w.-]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
