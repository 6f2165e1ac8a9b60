"""`./dev fuzz --inputs N --seed S`: prints inputs by kind, and for every fault what makes it again."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    asked = argparse.ArgumentParser(prog="dev fuzz", description=__doc__)
    asked.add_argument("--inputs", type=int, default=100_000, help="how many to try")
    asked.add_argument("--seed", type=int, default=int(time.time()), help="the same seed makes the same inputs")
    asked.add_argument("--only", type=int, help="one input of that seed, by its number, and what it was")
    asked.add_argument("--engine", choices=("random", "atheris"), default="random", help="atheris: the parsers only, led by coverage; ends at the first fault")
    given = asked.parse_args()
    if given.engine == "atheris":
        # Before anything of ours is imported: only what is imported in there is watched.
        from tests.fuzz.guided import guided

        guided(Path(tempfile.mkdtemp(prefix="spotsigns-fuzz-")), given.inputs, given.seed)
    from tests.fuzz.run import fuzz

    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="spotsigns-fuzz-") as folder:
        found = fuzz(Path(folder), given.seed, given.inputs, only=given.only, say=lambda line: print(line, flush=True))
    for name, count in sorted(found.tried.items()):
        print(f"{name:14} {count:>9,} inputs, slowest {found.slowest[name] * 1_000:.0f} ms")
    print(f"{sum(found.tried.values()):,} inputs in {time.monotonic() - began:.0f} s, seed {given.seed}, {len(found.faults)} faults")
    for number, name, _ in found.faults:
        print(f"{name}: again with ./dev fuzz --seed {given.seed} --only {number}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
