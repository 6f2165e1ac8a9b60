"""./dev bench: prints the table of budgets. Exit status 1 when one is not met."""

from __future__ import annotations

import logging
import sys

from tests.bench import browser, crowd, desk, intake, lighthouse, start, weight

SUBJECTS = {
    "weight": weight.rows, "start": start.rows, "intake": intake.rows, "crowd": crowd.rows, "desk": desk.rows, "browser": browser.rows,
    "lighthouse": lighthouse.rows,
}  # fmt: skip


def main(chosen: list[str]) -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    unknown = sorted(set(chosen) - set(SUBJECTS))
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. Choose from: {', '.join(SUBJECTS)}.")
        return 2
    missed = 0
    for name in chosen or SUBJECTS:
        for row in SUBJECTS[name]():
            print(row, flush=True)
            missed += row.is_met is False
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
