"""The wheel carries everything: installed where there is nothing else, it serves every language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    # Nothing of this environment may help the new one.
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SPOTSIGNS_", "VIRTUAL_ENV"))}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        text: str = answer.read().decode()
    return text


def heading_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_wheel_in_an_empty_environment_serves_every_language(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("spotsigns-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel, cwd=tmp_path)
    assert "contacts" in run(python.with_name("spotsigns"), "content", "check", cwd=tmp_path)
    command = [python.with_name("spotsigns"), "serve", "--port", "0", "--data", tmp_path / "data"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        ready = server.stdout.readline().removeprefix("ready ").strip()
        try:
            pages = {tag: read(f"{ready}{tag}/for/takeaway/") for tag in ("en", "ur", "pl")}
        finally:
            server.terminate()
    # Words without a translation would stand in a span of their own, in English.
    assert [f'<html lang="{tag}"' in page for tag, page in pages.items()] == [True] * 3
    assert all(heading_of(pages[tag]) != heading_of(pages["en"]) for tag in ("ur", "pl"))
