"""A lost passphrase, the paper with the words, one's own account, and a database that somebody changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from spotsigns.hub.first import first_link
from spotsigns.hub.keys import seal_copy
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.envelope import new_private_key
from tests.axe import barriers
from tests.browser.hub.colleagues import Colleague, colleague
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import concern, tell
from tests.browser.hub.test_staff import sealing_key

pytestmark = pytest.mark.browser


@dataclass
class Hub:
    """Two keyholders; each test goes on where the one before left it. `words` are on paper."""

    server: HubServer
    anna: Colleague
    bert: Colleague
    words: str


@pytest.fixture(scope="module")
def hub(chromium: Browser, empty_hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with ExitStack() as stack:
        anna, bert = (stack.enter_context(colleague(chromium, empty_hub, name)) for name in ("Anna", "Bert"))
        link = first_link(empty_hub.store, empty_hub.clock()) or ""
        anna.passphrase, anna.totp, words = anna.join(link, "Anna", tmp_path_factory.mktemp("downloads"))
        assert tell(anna.url, sealing_key(anna.url), concern("the only concern"), "aa" * 16)[0] == 201
        yield Hub(empty_hub, anna, bert, words)


def type_words(person: Colleague, words: str) -> None:
    person.page.locator('[data-part="words-back"] input').first.focus()
    person.page.keyboard.type(words)
    person.part("go").click()


def look(person: Colleague, name: str) -> None:
    """axe finds nothing, in light and dark; SPOTSIGNS_LOOK keeps pictures in that directory."""
    for colours in ("light", "dark"):
        person.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        assert barriers(person.page) == []
        if folder := os.environ.get("SPOTSIGNS_LOOK"):
            for width in (1280, 360):
                person.page.set_viewport_size({"width": width, "height": 900})
                person.page.screenshot(path=Path(folder) / f"{name}-{colours}-{width}.png", full_page=True)
            person.page.set_viewport_size({"width": 1280, "height": 800})
    person.page.emulate_media(color_scheme="light")


def test_keyholder_whom_nobody_can_admit_recovers_with_the_paper(hub: Hub) -> None:
    bert = hub.bert
    bert.join_by(bert.url + add_staff(hub.server.store, "Bert", "keyholder", hub.server.clock()))
    look(bert, "waiting")
    bert.page.locator(".waiting a").click()
    bert.page.locator('[data-drawn="yes"]').wait_for()
    look(bert, "recover")
    bert.part("own-passphrase").fill(bert.passphrase)
    words = hub.words.split()
    type_words(bert, " ".join([*words[:-1], "zoo" if words[-1] != "zoo" else "zone"]))
    expect(bert.part("count")).to_contain_text("not 24 words that belong together")
    for field, word in zip(bert.page.locator('[data-part="words-back"] input').all(), words, strict=True):
        field.fill(word)
    bert.part("go").click()
    expect(bert.part("count")).to_contain_text("You hold the keys now")
    bert.page.goto(bert.url + "/hub/")
    bert.wait_until_sorted()
    assert "the only concern" in bert.rows()[0]
    sent = b"\n".join(bert.sent)
    assert not [word for word in (f"{words[0]} {words[1]}", f'"{words[0]}","{words[1]}"') if word.encode() in sent]


def test_lost_passphrase_joins_and_is_admitted_anew(hub: Hub) -> None:
    anna, bert = hub.anna, hub.bert
    bert.go("/hub/staff")
    look(bert, "staff")
    bert.act("reset", "Anna")
    bert.confirm()
    link = bert.take_link()
    expect(bert.row("Anna")).to_have_attribute("data-judged", "invited")
    anna.part("refresh").click()
    expect(anna.part("lock")).to_be_visible()
    anna.join_by(link)
    words = anna.own_words()
    bert.go("/hub/staff")
    bert.act("admit", "Anna")
    look(bert, "admit")
    assert bert.panel().locator(".shown-words").inner_text() == words
    # A wrong passphrase changes nothing and says so.
    bert.panel().locator('[data-ask="compared"]').check()
    bert.panel().locator('[data-ask="passphrase"]').fill("quite another passphrase")
    bert.panel().locator("[type=submit]").click()
    expect(bert.panel()).to_contain_text("not your passphrase")
    bert.confirm()
    expect(bert.row("Anna")).to_have_attribute("data-judged", "admitted")
    expect(bert.row("Anna")).to_contain_text("Admitted by Bert")
    anna.wait_until_sorted()
    assert "the only concern" in anna.rows()[0]


def test_paper_is_tried_and_only_the_day_is_kept(hub: Hub) -> None:
    anna, store = hub.anna, hub.server.store
    store.write(lambda db: db.execute("UPDATE hub_keys SET made = '2020-01-01T00:00:00Z'").rowcount)
    store.write(lambda db: db.execute("DELETE FROM switches WHERE name = 'recovery_tested'").rowcount)
    anna.page.goto(anna.url + "/hub/")
    anna.page.locator(".reminder a").click()
    anna.page.locator('[data-drawn="yes"]').wait_for()
    look(anna, "recovery")
    type_words(anna, hub.words)
    expect(anna.part("count")).to_contain_text("The paper opens everything")
    anna.page.goto(anna.url + "/hub/")
    anna.wait_until_sorted()
    assert anna.page.locator(".reminder").count() == 0
    assert store.recovery_tested() == int(hub.server.clock().timestamp()) // 86_400


def test_new_passphrase_logs_in_and_reads(hub: Hub) -> None:
    anna = hub.anna
    anna.go("/hub/me")
    look(anna, "me")
    words = anna.part("words").inner_text()
    anna.part("ask-passphrase").click()
    panel = anna.panel()
    look(anna, "passphrase")
    new = panel.locator('[data-offer="six-words"]').inner_text()
    panel.locator('[data-offer="passphrase"]').fill(new)
    panel.locator('[data-offer="again"]').fill(new + "x")
    anna.confirm()
    expect(panel).to_contain_text("not the same")
    panel.locator('[data-offer="again"]').fill(new)
    anna.confirm()
    expect(panel).to_contain_text("Your passphrase is changed")
    anna.passphrase = new
    anna.page.reload()  # the session and the key in this browser live on
    anna.page.locator('[data-drawn="yes"]').wait_for()
    anna.log_out()
    anna.come_in()
    anna.wait_until_sorted()
    assert "the only concern" in anna.rows()[0]
    anna.go("/hub/me")
    assert anna.part("words").inner_text() == words


def test_lost_phone_comes_in_by_a_code_and_gets_another_authenticator(hub: Hub, chromium: Browser) -> None:
    anna = hub.anna
    anna.part("ask-codes").click()
    anna.confirm()
    codes = anna.panel().locator(".spare-codes li")
    expect(codes).to_have_count(10)
    look(anna, "codes")
    code = codes.nth(3).inner_text()
    anna.panel().locator("[type=submit]").click()
    expect(anna.part("codes-left")).to_contain_text("10 left")
    with colleague(chromium, hub.server, "Anna") as elsewhere:
        elsewhere.passphrase = anna.passphrase
        elsewhere.come_in(code)
        elsewhere.wait_until_sorted()
        elsewhere.go("/hub/me")
        expect(elsewhere.part("codes-left")).to_contain_text("9 left")
        expect(elsewhere.part("sessions").locator("li")).to_have_count(2)
        elsewhere.part("end-others").click()
        expect(elsewhere.part("count")).to_contain_text("1 ended")
        elsewhere.part("ask-second-factor").click()
        elsewhere.confirm()
        secret = elsewhere.panel().locator(".secret")
        secret.wait_for()
        look(elsewhere, "second-factor")
        elsewhere.totp = anna.totp = secret.inner_text().replace(" ", "")
        elsewhere.panel().locator('[data-ask="code"]').fill(pyotp.TOTP(anna.totp).at(elsewhere.clock()))
        elsewhere.panel().locator("[type=submit]").click()
        expect(elsewhere.panel()).to_contain_text("The new phone is in use")
    anna.part("end-others").click(force=True)
    anna.page.reload()
    anna.page.wait_for_url("**/hub/log-in")
    anna.come_in()
    anna.wait_until_sorted()


@pytest.mark.parametrize(("role", "own"), [("licensing", "licensing"), ("content-editor", "contacts"), ("auditor", "figures")])
def test_other_roles_join_and_have_an_account_a_page_of_their_own_and_no_keys(hub: Hub, chromium: Browser, role: str, own: str) -> None:
    hub.anna.go("/hub/staff")
    link = hub.anna.invite(f"Cem {role}", role)
    with colleague(chromium, hub.server, f"Cem {role}") as cem:
        cem.join_by(link)
        cem.come_in()
        assert cem.page.url == f"{cem.url}/hub/{own}"
        cem.page.goto(cem.url + "/hub/")
        assert cem.page.url == f"{cem.url}/hub/{own}"
        for tool in ("tools", "bulk", "line", "pane"):
            assert cem.part(tool).count() == 0, tool
        assert cem.page.get_by_role("link", name="Desk").count() == 0
        look(cem, f"landed-{role}")
        assert cem.page.locator(".desk__pages", has_text="Staff and keys").count() == 0
        cem.go("/hub/me")
        assert len(cem.part("words").inner_text().split()) == 8
        assert cem.page.goto(cem.url + "/hub/staff").status == 403  # type: ignore[union-attr]
    hub.anna.go("/hub/staff")
    expect(hub.anna.row(f"Cem {role}")).to_have_attribute("data-judged", "no-keys")
    assert hub.anna.row(f"Cem {role}").locator('[data-act="admit"]').count() == 0


def test_forwarded_and_ended_links_say_so(hub: Hub, chromium: Browser) -> None:
    link = hub.anna.invite("Dora", "practitioner")
    with colleague(chromium, hub.server, "Dora") as stranger, colleague(chromium, hub.server, "Dora") as dora:
        stranger.join_by(link)
        dora.page.goto(link)
        expect(dora.part("problem")).to_contain_text("was used")
        hub.anna.go("/hub/staff")
        hub.anna.act("reset", "Dora")
        hub.anna.confirm()
        again = hub.anna.take_link()
        expect(stranger.part("lock")).to_be_visible()
        hub.server.store.write(lambda db: db.execute("UPDATE invitations SET ends = 0 WHERE used = 0").rowcount)
        dora.page.goto(again)
        expect(dora.part("problem")).to_contain_text("older than a day")
        hub.anna.go("/hub/staff")
        expect(hub.anna.row("Dora")).to_have_attribute("data-judged", "link-ended")
        hub.anna.act("link", "Dora")
        hub.anna.confirm()
        dora.join_by(hub.anna.take_link())
        words = dora.own_words()
        hub.anna.go("/hub/staff")
        assert hub.anna.admit("Dora") == words
        dora.wait_until_sorted()


def test_role_or_key_changed_in_the_database_is_seen(hub: Hub) -> None:
    anna, store = hub.anna, hub.server.store
    store.write(lambda db: db.execute("UPDATE admissions SET author = staff WHERE staff = (SELECT id FROM staff WHERE name = 'Bert')").rowcount)
    anna.go("/hub/staff")
    expect(anna.row("Bert")).to_have_attribute("data-judged", "admitted")  # Bert recovered: he wrote his own record
    store.write(lambda db: db.execute("UPDATE staff SET role = 'practitioner' WHERE name = 'Bert'").rowcount)
    anna.go("/hub/staff")
    expect(anna.row("Bert")).to_have_attribute("data-judged", "unproven")
    look(anna, "forged")
    store.write(lambda db: db.execute("UPDATE staff SET role = 'keyholder' WHERE name = 'Bert'").rowcount)


def test_key_that_nobody_vouched_for_is_told_and_stops_everything(hub: Hub) -> None:
    """A database writer can seal a key of their own to everybody: phones would seal to it."""
    anna, store = hub.anna, hub.server.store
    holder = store.staff_named("Anna")
    assert holder is not None
    forged = seal_copy(new_private_key(), bytes(32), holder.id, holder.public or b"")
    store.write(lambda db: db.execute("UPDATE hub_keys SET seal = 0").rowcount)
    store.write(lambda db: db.execute("INSERT INTO hub_keys (id, public, seal, made, recovery) SELECT ?, ?, 1, 'later', recovery FROM hub_keys", (forged.key.id, forged.key.public)).rowcount)
    store.write(lambda db: db.execute("INSERT INTO held_keys VALUES (?, ?, ?, ?)", (forged.key.id, holder.id, forged.hub_sealed, forged.desk_sealed)).rowcount)
    anna.go("/hub/staff")
    expect(anna.part("broken-chain")).to_be_visible()
    expect(anna.part("invite")).to_be_disabled()
    expect(anna.part("rotate")).to_be_disabled()
    assert anna.page.locator("[data-act]").count() == 0
    look(anna, "broken-chain")
