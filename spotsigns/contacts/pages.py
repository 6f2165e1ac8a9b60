"""The public page of the contacts room."""

from __future__ import annotations

from spotsigns.contacts.model import Directory
from spotsigns.web.pages import Page


def contact_pages(directory: Directory) -> list[Page]:
    return [Page("call/", "contacts/call.html", door="call")]
