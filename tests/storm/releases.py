"""Another release of the app in a folder of its own: the same package with some of its scripts changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the phone does not notice, but for another digest of its files: another release.
NEXT = {"start.js": ("", "// The next release.\n")}
# Phones that break the promise, so that a storm can be seen to find it: file → what stood there, what stands there now.
BELIEVES_ANYBODY = {"concerns/deliver.js": ("outcome.verified = await isProven(entry, outcome.receipt)", "outcome.verified = true")}
FORGETS_FIRST = {"concerns/deliver.js": ("const outcome = await attemptDelivery(means, entry);", "await store.deleteEntry(entry.id);\n  const outcome = await attemptDelivery(means, entry);")}
TELLS_THE_WORDS = {
    "concerns/send.js": ("const entry = newEntry({ envelope: this.envelope,", "const entry = newEntry({ words: this.plaintext.answers.what, envelope: this.envelope,"),
    "concerns/outbox.js": ("return { id: envelope.id, envelope: JSON", "return { words: arguments[0].words, id: envelope.id, envelope: JSON"),
    "concerns/deliver.js": ("'Content-Type': 'application/json', ...extra", "'Content-Type': 'application/json', 'X-Words': entry.words, ...extra"),
}


def make_release(folder: Path, changes: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The environment in which `python -m spotsigns` is this release."""
    shutil.copytree(ROOT / "spotsigns", folder / "spotsigns", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    (folder / "translations").symlink_to(ROOT / "translations")
    for name, (before, after) in changes.items():
        path = folder / "spotsigns" / "static" / "js" / name
        text = path.read_text("utf-8")
        if before not in text:
            raise ValueError(f"{name} no longer says {before!r}. Change what is changed in tests/storm/releases.py.")
        path.write_text(text.replace(before, after) if before else after + text, "utf-8")
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
