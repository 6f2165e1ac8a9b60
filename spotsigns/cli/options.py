"""What every command shares: its options, and errors in their own words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from spotsigns.errors import SpotSignsError

config_option = click.option("--config", type=click.Path(path_type=Path), help="A TOML file with settings.")
data_option = click.option("--data", type=click.Path(file_okay=False), help="Data directory (SPOTSIGNS_DATA).")


def explained(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn every error raised on purpose into its own words and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except SpotSignsError as error:
            for line in str(error).splitlines():
                click.echo(f"spotsigns: {line}", err=True)
            sys.exit(1)

    return run
