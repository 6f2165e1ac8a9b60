"""`./dev sbom [--upgrade]`: makes docs/deploy/requirements.txt (the lock, with hashes) and docs/sbom.json (the bill of materials)."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

from tests.sbom.bill import BILL, installed, make_bill
from tests.sbom.lock import LOCK, make_lock, read_lock


def main() -> None:
    asked = argparse.ArgumentParser(prog="dev sbom", description=__doc__)
    asked.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    make_lock(is_upgrade=asked.parse_args().upgrade)
    lock = read_lock(LOCK.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="spotsigns-sbom-") as folder:
        bill = make_bill(lock, installed(Path(folder)))
    BILL.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", "utf-8")
    licences = Counter(one.get("expression") or one["license"].get("id") or one["license"]["name"] for component in bill["components"] for one in component["licenses"])
    print(f"{len(lock)} packages locked, {len(bill['components'])} components: {', '.join(f'{name} {count}' for name, count in licences.most_common())}")


if __name__ == "__main__":
    main()
