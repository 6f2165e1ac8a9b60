"""The public page of the offline room."""

from __future__ import annotations

from spotsigns.contacts.model import Directory
from spotsigns.web.pages import Page


def offline_pages(directory: Directory, hub_contact: str) -> list[Page]:
    """`/phone/`; `hub_contact` is who to call about something that was not sent yet."""
    return [Page("phone/", "offline/phone.html", lambda speech: {"call_instead": directory.contacts[hub_contact]}, door="more")]
