"""The bill of materials in CycloneDX: what stands in the lock, and the JavaScript that is kept beside our own."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.sbom.lock import LOCK, ROOT, Locked, project, vendored

BILL = ROOT / "docs" / "sbom.json"
# What older packages say in words instead of by the SPDX list.
SPDX = {
    "License :: OSI Approved :: MIT License": "MIT", "License :: OSI Approved :: Apache Software License": "Apache-2.0", "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0", "BSD": "BSD-3-Clause",
    "License :: Public Domain": "Public Domain", "MIT License": "MIT", "Apache License 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0", "MPL2": "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Apache License, Version 2.0": "Apache-2.0", "3-Clause BSD License": "BSD-3-Clause",
}  # fmt: skip
LISTED = {*SPDX.values(), "BSD-2-Clause"}
NPM = {"hpke"}


def installed(folder: Path) -> dict[str, Distribution]:
    """Install exactly the lock into an empty environment under `folder`: only there do packages tell their licence."""
    subprocess.run(["uv", "venv", "--quiet", str(folder / "env")], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(folder / "env"), "--require-hashes", "--requirement", str(LOCK)], check=True)
    [packages] = (folder / "env" / "lib").glob("python3*/site-packages")
    return {canonicalize_name(one.metadata["Name"]): one for one in distributions(path=[str(packages)])}


def licence_of(found: Distribution) -> str:
    """As an SPDX expression. Raises ValueError for words that we do not know."""
    told = found.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    said = [told.get("License", ""), *(one for one in told.get_all("Classifier", []) if one.startswith("License ::"))]
    known = [SPDX.get(words, words) for words in said if words in SPDX or words in LISTED]
    if not known:
        raise ValueError(f"{told['Name']} says of its licence: {said}")
    return known[0]


def make_bill(lock: list[Locked], found: dict[str, Distribution]) -> dict[str, Any]:
    """The document, the same for the same lock: without serial number and time."""
    bom, licences = Bom(), LicenseFactory()
    about = project()
    bom.metadata.component = root = _component(about["name"], about["version"], "MIT", licences, ComponentType.APPLICATION)
    made = {one.name: _component(one.name, one.version, licence_of(found[one.name]), licences, marker=str(one.requirement.marker or "")) for one in lock if _is_here(one)}
    others = [_component(one.name, one.version, licence_of(found[one.name]), licences, marker=str(one.requirement.marker or "")) for one in lock if not _is_here(one)]
    modules = [_module(one, licences) for one in vendored()]
    bom.components.update([*made.values(), *others, *modules])
    bom.register_dependency(root, [*(made[_name(one)] for one in about["dependencies"]), *modules])
    for name, component in made.items():
        needs = {_name(one) for one in found[name].requires or [] if _counts(one)}
        bom.register_dependency(component, [made[need] for need in sorted(needs & set(made))])
    document: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    document.pop("serialNumber", None)
    document["metadata"].pop("timestamp", None)
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)):
        raise ValueError(f"this is no CycloneDX: {problem}")
    return document


def _is_here(one: Locked) -> bool:
    return one.requirement.marker is None or one.requirement.marker.evaluate()


def _name(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def _counts(requirement: str) -> bool:
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate({"extra": ""})


def _component(name: str, version: str, licence: str, licences: LicenseFactory, kind: ComponentType = ComponentType.LIBRARY, marker: str = "") -> Component:
    purl = PackageURL("pypi", None, name, version)
    told = licences.make_from_string(licence, license_acknowledgement=LicenseAcknowledgement.DECLARED)
    more = [Property(name="spotsigns:marker", value=marker)] if marker else []
    return Component(name=name, version=version, type=kind, bom_ref=str(purl), purl=purl if kind is ComponentType.LIBRARY else None, licenses=[told], properties=more)


def _module(one: dict[str, str], licences: LicenseFactory) -> Component:
    path = one["path"]
    kind = "npm" if one["name"] in NPM else "generic" if path.endswith(".woff2") else "pypi"
    purl = PackageURL(kind, None, one["name"], one["version"])
    return Component(
        name=one["name"], version=one["version"], type=ComponentType.LIBRARY, bom_ref=path, purl=purl, licenses=[licences.make_from_string(one["licence"], license_acknowledgement=LicenseAcknowledgement.DECLARED)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one["sha256"])], properties=[Property(name="spotsigns:file", value=path)],
    )  # fmt: skip
