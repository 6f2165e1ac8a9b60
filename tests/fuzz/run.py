"""One input after another, each from (seed, number): whichever fails can be made again by itself."""

from __future__ import annotations

import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.parsers import parsers
from tests.fuzz.requests import requests
from tests.fuzz.world import Broken, World, make_world

# Of this process's own time: a busy machine makes nothing hang.
MOST_SECONDS = 5
# Waiting for something else counts too, but a wrong passphrase is made to wait on purpose.
MOST_WAITED = 60
SLOW_SECONDS = 0.5


class Hang(BaseException):
    """No `except Exception` of the application may swallow it."""


@dataclass
class Found:
    """How many inputs of each kind, the slowest of each in seconds, and what went wrong: number, kind, what."""

    tried: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def fuzz(folder: Path, seed: int, inputs: int, *, only: int | None = None, most_faults: int = 10, say: Callable[[str], None] = lambda line: None) -> Found:
    """Try `inputs` inputs, or the one numbered `only`. Main thread only: a hang is ended by a signal."""
    found = Found()
    with make_world(folder) as world:
        kinds = _kinds(world)
        names, weights = list(kinds), [weight for weight, _ in kinds.values()]
        for number in range(inputs) if only is None else [only]:
            random = Random(f"{seed}/{number}")  # noqa: S311 - to be made again, not to be unguessable
            name = random.choices(names, weights)[0]
            _try(found, number, name, kinds[name][1], random, is_told=only is not None, say=say)
            if len(found.faults) >= most_faults:
                break
    return found


def _kinds(world: World) -> dict[str, tuple[int, Callable[[Random], str]]]:
    asked = {name: (weight, lambda random, ask=ask: ask(world, random)) for name, (weight, ask) in requests().items()}
    return {**parsers(), **asked}


def _try(found: Found, number: int, name: str, act: Callable[[Random], str], random: Random, *, is_told: bool, say: Callable[[str], None]) -> None:
    began = time.thread_time()
    try:
        with _watched():
            told = act(random)
        if is_told:
            say(told)
    except (Broken, Hang, Exception) as error:
        what = str(error) if isinstance(error, Broken) else "".join(traceback.format_exception(error)[-6:])
        found.faults.append((number, name, what))
        say(f"input {number} ({name}): {what[-3_000:]}")
    spent = time.thread_time() - began
    found.tried[name] += 1
    found.slowest[name] = max(found.slowest.get(name, 0.0), spent)
    if spent > SLOW_SECONDS:
        found.faults.append((number, name, f"took {spent:.2f} s"))
        say(f"input {number} ({name}): took {spent:.2f} s")


@contextmanager
def _watched() -> Iterator[None]:
    def end(number: int, frame: object) -> None:
        raise Hang(f"still busy after {MOST_SECONDS} s of work or {MOST_WAITED} s of waiting")

    was = signal.signal(signal.SIGPROF, end), signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, MOST_WAITED)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, was[0])
        signal.signal(signal.SIGALRM, was[1])
