"""What was only begun, as the desk shows it and as the phone seals it."""

from __future__ import annotations

import json

import pytest
from harness import ModulePage

pytestmark = pytest.mark.browser

READ = """
const { readOpened } = await load('hub/opened.js');
const { readingOf } = await load('hub/reading.js');
const { utf8 } = await load('sealing/bytes.js');
const labels = { signs: {}, fields: {}, choices: {}, order: [] };
const envelope = { id: 'a', variant: 0, received: '', sealed: '' };
const pane = readingOf(envelope, readOpened(utf8(given)), { say: (name) => `[${name}]`, labels });
return pane.querySelector('.badges').textContent;
"""


def test_desk_says_that_it_was_not_finished_and_cannot_be_answered(shared_page: ModulePage) -> None:
    begun = {"v": 1, "kind": "concern", "lang": "en", "unfinished": True, "answers": {"danger": "yes"}}
    shown = shared_page.run(READ, json.dumps(begun))
    assert "[unfinished]" in shown
    assert "[answerable]" not in shown
    whole = shared_page.run(READ, json.dumps({**begun, "unfinished": False, "reply": "key"}))
    assert "[unfinished]" not in whole
    assert "[answerable]" in whole


def test_only_what_is_said_to_be_unfinished_is_sealed_so(shared_page: ModulePage) -> None:
    body = """
        const { concernDocument } = await load('concerns/form-answers.js');
        const parts = { form: 'f', lang: 'en', now: new Date(), fields: [] };
        return [concernDocument(parts).unfinished, concernDocument({ ...parts, unfinished: true }).unfinished];
        """
    assert shared_page.run(body) == [False, True]
