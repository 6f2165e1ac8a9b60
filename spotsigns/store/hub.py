"""Rows of the hub room."""

from __future__ import annotations

from spotsigns.store.rows import Rows


class HubRows(Rows):
    """Implements `hub.model.HubStore`."""
