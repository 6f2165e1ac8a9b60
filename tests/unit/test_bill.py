"""What the application runs with is locked, hashed, listed and free to use: the lock, the bill of materials and the vendored files agree."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.sbom.lock import FONTS, LOCK, ROOT, VENDOR, Locked, project, read_lock, vendored

TEXT = LOCK.read_text("utf-8")
LOCKED = read_lock(TEXT)
BILL: dict[str, Any] = json.loads((ROOT / "docs" / "sbom.json").read_text("utf-8"))
COMPONENTS: list[dict[str, Any]] = BILL["components"]
# Under each of these our MIT code may use and ship the component unchanged. MPL-2.0 binds changes of its own files only; we change none; OFL-1.1 lets fonts be cut and shipped with its text.
FREE = {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0", "ISC", "Public Domain", "OFL-1.1"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def on(python: str) -> list[Locked]:
    """What is installed on this Python, here."""
    return [one for one in LOCKED if one.requirement.marker is None or one.requirement.marker.evaluate({"python_version": python, "python_full_version": f"{python}.0"})]


def file_of(component: dict[str, Any]) -> str:
    return next((one["value"] for one in component.get("properties", []) if one["name"] == "spotsigns:file"), "")


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_names_one_version_of_everything_that_is_asked_for(python: str) -> None:
    versions = {one.name: one.version for one in on(python)}
    assert len(versions) == len(on(python)), "something is named twice"
    for wanted in map(Requirement, project()["dependencies"]):
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), wanted


def test_every_package_has_the_hashes_of_its_files() -> None:
    assert len(LOCKED) > 40
    assert [one.name for one in LOCKED if not one.hashes] == []
    assert all(len(set(one.hashes)) == len(one.hashes) for one in LOCKED)


def test_the_lock_names_no_registry_and_nothing_but_releases() -> None:
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", TEXT)
    assert all([one.operator for one in locked.requirement.specifier] == ["=="] for locked in LOCKED)


def test_the_lock_is_what_the_operator_installs() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    installs = re.findall(r"^/opt/spotsigns/bin/pip install .*$", page, re.MULTILINE)
    assert len(installs) == 4, "the first install and the upgrade, in two lines each"
    for first, second in zip(installs[::2], installs[1::2], strict=True):
        assert "--require-hashes" in first
        assert "/docs/deploy/requirements.txt" in first
        assert "--no-deps" in second


def test_the_bill_lists_the_lock_and_the_vendored_files() -> None:
    assert (BILL["bomFormat"], BILL["specVersion"]) == ("CycloneDX", "1.6")
    assert (BILL["metadata"]["component"]["name"], BILL["metadata"]["component"]["version"]) == (project()["name"], project()["version"])
    packages = sorted((one["name"], one["version"]) for one in COMPONENTS if not file_of(one))
    assert packages == sorted((one.name, one.version) for one in LOCKED)
    modules = {file_of(one): (one["name"], one["version"]) for one in COMPONENTS if file_of(one)}
    assert modules == {one["path"]: (one["name"], one["version"]) for one in vendored()}


def test_the_vendored_files_are_those_of_the_bill() -> None:
    told = {file_of(one): one["hashes"] for one in COMPONENTS if file_of(one)}
    files = {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in (*VENDOR.glob("*.js"), *FONTS.parent.glob("*.woff2"))}
    assert told == {name: [{"alg": "SHA-256", "content": digest}] for name, digest in files.items()}


def test_every_component_says_where_it_is_from_and_on_what_it_leans() -> None:
    assert [one["name"] for one in COMPONENTS if not one["purl"].startswith(("pkg:pypi/", "pkg:npm/", "pkg:generic/Noto"))] == []
    refs = {one["bom-ref"] for one in COMPONENTS}
    leans = {one["ref"]: set(one.get("dependsOn", [])) for one in BILL["dependencies"]}
    assert set().union(*leans.values()) <= refs
    reached, ahead = set(), {BILL["metadata"]["component"]["bom-ref"]}
    while ahead:
        reached |= ahead
        ahead = set().union(*(leans.get(one, set()) for one in ahead)) - reached
    here = {one["bom-ref"] for one in COMPONENTS if not one.get("properties") or file_of(one)}
    assert here <= reached, "something is listed that nothing needs"


def test_every_licence_may_be_used_with_ours() -> None:
    for component in COMPONENTS:
        [told] = component["licenses"]
        words = told.get("expression") or told["license"].get("id") or told["license"]["name"]
        names = {words} if words in FREE else set(re.split(r" (?:AND|OR) ", words))
        assert names <= FREE, component["name"]


def test_the_bill_says_the_same_every_time_it_is_made() -> None:
    assert "serialNumber" not in BILL
    assert "timestamp" not in BILL["metadata"]
