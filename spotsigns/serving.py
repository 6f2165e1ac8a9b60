"""Run the application: granian with one worker of eight threads, which is where one writer serves best.

The worker is a child process, so its options reach it through the environment.
"""

from __future__ import annotations

import ctypes
import encodings.idna  # noqa: F401 - not to be imported by one thread while another forks
import ipaddress
import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import fields
from multiprocessing.util import Finalize
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from spotsigns.app import create_app, utc_now
from spotsigns.errors import SettingsError
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.upkeep import keep_up
from spotsigns.settings import PREFIX, Settings, load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from spotsigns.web.log import Log, LogRequests, tell_failures, to_standard_error

INSECURE, QUIET = "_SPOTSIGNS_INSECURE", "_SPOTSIGNS_QUIET"
THREADS = 8
READY_SECONDS = 120.0
# mallopt(3), from malloc.h.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
# Compressing every page as well as can be takes a minute of a processor, and concerns come first.
PRESS_REST = 9


def worker_application() -> Flask:
    """What the worker process runs. The store's writer drains when the worker stops."""
    _give_memory_back()
    settings = load_settings(os.environ)
    store = open_store(settings)
    # The worker ends by os._exit, which runs the finalizers of multiprocessing but not atexit.
    Finalize(None, store.close, exitpriority=1)
    log = _start_log(settings)
    app = create_app(settings, store=store, takes_concerns=os.environ.get(INSECURE) != "1")
    if os.environ.get(QUIET) != "1":
        app.wsgi_app = LogRequests(app.wsgi_app, log, settings.hub_host)  # type: ignore[method-assign]
    log.event("started", sides=settings.sides, release=app.extensions["spotsigns"].assets.release)
    if settings.contact:
        threading.Thread(target=app.extensions["spotsigns.postman"].run, name="postman", daemon=True).start()
    threading.Thread(target=_prepare_answers, args=(app,), name="press", daemon=True).start()
    if "spotsigns.watchman" in app.extensions:
        threading.Thread(target=app.extensions["spotsigns.watchman"].keep_looking, name="watchman", daemon=True).start()
    _keep_up(app, make_hub(store, load_secrets(settings), utc_now))
    return app


def _give_memory_back() -> None:
    """glibc keeps what was freed, for each thread by itself: two dozen languages rendered once would stay as holes for good."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # musl has none, and gives back by itself
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_MMAP_THRESHOLD, 128 * 1024)


def _start_log(settings: Settings) -> Log:
    """Standard error gets every line; what is held back for its minute is written at the end as well."""
    log = Log(to_standard_error, utc_now)
    tell_failures(log)

    def end() -> None:
        log.flush(everything=True)
        log.event("stopped")

    Finalize(None, end, exitpriority=0)  # after the store has closed
    threading.Thread(target=log.keep_writing, args=(threading.Event().wait,), name="log", daemon=True).start()
    return log


def _keep_up(app: Flask, hub: Hub) -> None:
    """Purging, readings, and pages made anew after an edit of a contact; none of it on a thread that answers anybody."""
    editions = [app.extensions["spotsigns"].edition()]
    readings = app.extensions.get("spotsigns.readings")

    def each_turn() -> None:
        if readings:
            readings.flush()
        if (edition := app.extensions["spotsigns"].edition()) not in editions:
            editions[:] = [edition]
            threading.Thread(target=_prepare_answers, args=(app,), name="press", daemon=True).start()

    if readings:
        Finalize(None, readings.flush, exitpriority=2)  # before the store closes
    threading.Thread(target=keep_up, args=(hub, each_turn, threading.Event().wait), name="upkeep", daemon=True).start()


def _prepare_answers(app: Flask) -> None:
    """What readers would wait for, longest wait first."""
    if "spotsigns.packs" in app.extensions:
        app.extensions["spotsigns.packs"].current()
    began = time.monotonic()
    for _ in app.extensions["spotsigns"].press_everything():
        time.sleep(PRESS_REST * (time.monotonic() - began))
        began = time.monotonic()


def run_server(settings: Settings, host: str, port: int, *, insecure: bool, announce: Callable[[int], None], quiet: bool = False) -> None:
    """Serve until stopped. `announce` is called once with the port when /healthz answers; `quiet` logs no requests, only what happens to the server.

    Raises SettingsError when the address may not be used or somebody else listens on it.
    """
    refuse_open_address(settings, host, insecure=insecure)
    port = free_port(host, port)
    os.environ.update({PREFIX + f.name.upper(): str(getattr(settings, f.name)) for f in fields(settings)})
    os.environ[INSECURE], os.environ[QUIET] = "1" if insecure else "0", "1" if quiet else "0"
    server: Any = Granian(
        "spotsigns.serving:worker_application",
        factory=True, address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=THREADS,
        log_access=False, log_enabled=False, websockets=False, workers_kill_timeout=10,
    )  # fmt: skip
    threading.Thread(target=_announce_when_ready, args=(server, host, port, announce), daemon=True).start()
    server.serve()


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open_address(settings: Settings, host: str, *, insecure: bool) -> None:
    """Without TLS a concern's wrapping would cross the network in the open: only behind a trusted proxy, or not at all."""
    if is_loopback(host) or settings.trusted_proxies or insecure:
        return
    raise SettingsError(
        [
            f"{host} is not a loopback address. Put a proxy with TLS in front and name it in SPOTSIGNS_PROXIES, "
            "or look at it with --insecure (then no report is taken)."
        ]
    )


def free_port(host: str, port: int) -> int:
    """`port`, or a free one for 0. Raises SettingsError when somebody else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError([f"{host}, port {port}: {error.strerror}. Stop what listens there, or choose another with --port."]) from error
        return int(probe.getsockname()[1])


def _announce_when_ready(server: Any, host: str, port: int, announce: Callable[[int], None]) -> None:
    # The worker is forked: a module lock that this thread held just then would stay locked in the worker for ever.
    while not server.wrks:
        time.sleep(0.02)
    name = "127.0.0.1" if host in ("0.0.0.0", "localhost") else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{name}:{port}/healthz", timeout=2) as answer:
                if json.load(answer).get("ok"):
                    announce(port)
                    return
        except (OSError, ValueError, urllib.error.URLError):
            time.sleep(0.05)
