"""The public pages of the contacts room."""

from __future__ import annotations

from spotsigns.contacts.model import Directory
from spotsigns.web.pages import Page


def contact_pages(directory: Directory) -> list[Page]:
    """Who to call; and, so that the first page stays small, where every number was read."""
    return [Page("call/", "contacts/call.html", door="call"), Page("call/sources/", "contacts/sources.html", door="call")]
