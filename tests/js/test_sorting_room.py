"""The room that sorts: a worker that fails loses nothing, and what was asked while the screen is locked is answered afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from harness import ModulePage

pytestmark = pytest.mark.browser

ROOM = """
const { SortingRoom } = await load('hub/sorting-room.js');
const rows = (count) => Array.from({ length: count }, (_, at) => ({ id: String(at), variant: 0, thread: String(at), received: '2026-11-24T09:00Z' }));
const opener = { person: null, pairFor: async () => undefined, handOut: async () => [] };
/** A worker of ours: what `answers` gives for a job is posted back. */
const made = [];
const hire = (answers) => () => {
  const heard = {};
  const worker = {
    isEnded: false,
    addEventListener: (kind, heed) => { heard[kind] = heed; },
    terminate: () => { worker.isEnded = true; },
    postMessage: (job) => job.n && setTimeout(() => worker.isEnded || answers(job, heard), 0),
  };
  made.push(worker);
  return worker;
};
const sorted = ({ slice }) => slice.map(({ row }) => ({ brief: row, memorable: null }));
const honest = (job, heard) => heard.message({ data: { n: job.n, sorted: sorted(job) } });
const came = [];
const sort = (room, count) => room.sortRows(rows(count), ({ brief }) => came.push(brief.id), () => true);
"""


def run(page: ModulePage, body: str) -> Any:
    return page.run(ROOM + body)


def test_every_row_is_given_once_slice_by_slice(shared_page: ModulePage) -> None:
    assert run(shared_page, "await sort(new SortingRoom(opener, {}, hire(honest)), 120); return [came.length, new Set(came).size, made.length];") == [120, 120, 1]


@pytest.mark.parametrize("broken", ["(job, heard) => heard.error({})", "(job, heard) => heard.messageerror({})", "(job, heard) => heard.message({ data: { n: job.n, sorted: null } })"])
def test_worker_that_fails_is_let_go_and_the_page_sorts(shared_page: ModulePage, broken: str) -> None:
    body = f"await sort(new SortingRoom(opener, {{}}, hire({broken})), 60); return [came.length, new Set(came).size, made.map((one) => one.isEnded)];"
    assert run(shared_page, body) == [60, 60, [True]]


def test_what_was_asked_at_the_lock_is_asked_of_the_next_worker(shared_page: ModulePage) -> None:
    body = """const room = new SortingRoom(opener, {}, hire((job, heard) => (made.length > 1 ? honest(job, heard) : null)));
    const waiting = sort(room, 10);
    await new Promise((next) => setTimeout(next, 5));
    room.shut();
    const atTheLock = [came.length, made[0].isEnded];
    room.open();
    await waiting;
    return [...atTheLock, came.length, made.length];"""
    assert run(shared_page, body) == [0, True, 10, 2]


def test_nothing_more_is_sorted_for_a_list_that_nobody_waits_for(shared_page: ModulePage) -> None:
    body = "await new SortingRoom(opener, {}, hire(honest)).sortRows(rows(200), ({ brief }) => came.push(brief.id), () => false); return came.length;"
    assert run(shared_page, body) == 50
