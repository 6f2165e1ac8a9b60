"""The line opens when nothing is missing, and closes whatever is."""

from __future__ import annotations

import dataclasses

import pytest

from spotsigns.errors import HubError
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.desk import set_line
from spotsigns.hub.room import Hub


def test_line_opens_when_every_check_is_green(hub: Hub, holder: DemonstrationStaff) -> None:
    staff = hub.store.all_staff()[0]
    set_line(hub, staff, False)
    assert not hub.store.is_live()
    set_line(dataclasses.replace(hub, red_lines=list), staff, True)
    assert hub.store.is_live()


def test_line_stays_closed_where_nobody_said_how_to_check(hub: Hub, holder: DemonstrationStaff) -> None:
    staff = hub.store.all_staff()[0]
    set_line(hub, staff, False)
    with pytest.raises(HubError, match="1 things are missing") as refused:
        set_line(hub, staff, True)
    assert (refused.value.status, refused.value.code) == (409, "not_ready")
    assert not hub.store.is_live()
