"""`./dev storm --minutes N --seed S`: prints faults by kind and concerns by outcome; fails when one was lost, doubled, changed or readable."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.chromium import path_of_whole
from tests.storm.run import Forecast, Found, storm


def main() -> int:
    asked = argparse.ArgumentParser(prog="dev storm", description=__doc__)
    asked.add_argument("--minutes", type=float, default=10, help="how long it blows; it goes on until every kind of fault came once")
    asked.add_argument("--seed", type=int, default=int(time.time()), help="the same seed makes the same weather")
    asked.add_argument("--browsers", type=int, default=1, help="browsers full of light phones")
    asked.add_argument("--phones", type=int, default=8, help="light phones in each")
    asked.add_argument("--forms", type=int, default=1, help="browsers in which somebody fills in the form")
    asked.add_argument("--concerns", type=int, default=0, help="it goes on until so many were told, but for five times its minutes at most")
    given = asked.parse_args()
    forecast = Forecast(given.minutes * 60, given.seed, path_of_whole(), browsers=given.browsers, phones=given.phones, forms=given.forms, concerns=given.concerns)
    with tempfile.TemporaryDirectory(prefix="spotsigns-storm-", ignore_cleanup_errors=True) as folder:
        found = storm(Path(folder), forecast, say=lambda line: print(line, flush=True))
    print("\n".join(report(found)))
    print(f"seed {given.seed}: again with ./dev storm --minutes {given.minutes:g} --seed {given.seed} --browsers {given.browsers} --phones {given.phones} --forms {given.forms}")
    return 0 if found.is_sound else 1


def report(found: Found) -> list[str]:
    tally = found.tally
    lines = [f"{kind:32} {count:>7,}" for kind, count in sorted(found.faults.items())]
    lines += [f"{'PUT answered ' + str(status):32} {count:>7,}" for status, count in sorted(found.answered.items())]
    lines.append(f"{found.told:,} concerns begun in {found.seconds:.0f} s, {found.forms} with the form; {found.bytes_seen:,} bytes on the wire searched")
    lines.append(f"{tally.received:,} received, {tally.waiting:,} wait on their phone, {tally.unpromised:,} never promised (the browser went before it kept them)")
    lines.append(f"{len(tally.lost)} lost, {len(tally.doubled)} doubled, {len(tally.changed)} changed, {len(tally.strange)} strange, {len(tally.readable)} places where one can be read")
    lines += [f"BREACH {name}: {what[:20]}" for name, what in tally.breaches.items()]
    lines += [f"TROUBLE {trouble}" for trouble in found.troubles]
    return lines


if __name__ == "__main__":
    sys.exit(main())
