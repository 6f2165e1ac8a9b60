"""`python -m spotsigns`: the same as the `spotsigns` command."""

from spotsigns.cli import main

main()
