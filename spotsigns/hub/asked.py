"""Reading what a browser of the hub asks: a small JSON object with exactly the fields and kinds that are expected."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from spotsigns.concerns.model import LARGEST_BODY
from spotsigns.errors import HubError, SealingError
from spotsigns.sealing.encoding import from_base64url

LONGEST_TEXT = 4_096
JSON = "application/json"


def asked(most: int = LARGEST_BODY, longest: int = LONGEST_TEXT, /, **kinds: type) -> dict[str, Any]:
    """The request's JSON object: every field of `kinds`, none besides, each of its kind. Raises HubError 400, 413 or 415.

    `most` bytes in all, `longest` characters a text. A field of kind `bytes` travels as base64url and may be as long as a body.
    """
    return _checked(_object(most), kinds, longest)


def asked_either(first: dict[str, type], second: dict[str, type]) -> dict[str, Any]:
    """The same where a question has two shapes: that of `second` when it has exactly its fields, else that of `first`."""
    document = _object(LARGEST_BODY)
    return _checked(document, second if set(document) == set(second) else first, LONGEST_TEXT)


def _object(most: int) -> dict[str, Any]:
    if request.mimetype != JSON:
        raise HubError(415, "media_type", "Send this as application/json.")
    body = request.stream.read(most + 1)
    if len(body) > most:
        raise HubError(413, "too_large", "This is too much at once.")
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise malformed("the body is not JSON") from error
    if not isinstance(document, dict):
        raise malformed("a field is missing or unknown")
    return document


def _checked(document: dict[str, Any], kinds: dict[str, type], longest: int) -> dict[str, Any]:
    if set(document) != set(kinds):
        raise malformed("a field is missing or unknown")
    for name, kind in kinds.items():
        if kind is bytes:
            document[name] = octets(document[name], name)
            continue
        if type(document[name]) is not kind or (kind is str and not _is_fit(document[name], longest)):
            raise malformed(f"{name} is not of its kind")
    return document


def octets(text: object, name: str) -> bytes:
    """Base64url to bytes. Raises HubError 400."""
    try:
        return from_base64url(text) if isinstance(text, str) else _refuse(name)
    except (SealingError, UnicodeEncodeError) as error:
        raise malformed(f"{name} is not base64url") from error


def answer(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=JSON)


def malformed(what: str) -> HubError:
    return HubError(400, "malformed", f"This cannot be read: {what}.")


def _refuse(name: str) -> bytes:
    raise malformed(f"{name} is no text")


def _is_fit(text: str, longest: int) -> bool:
    # Half a surrogate pair is JSON but no text: neither the store nor a hash takes it.
    return len(text) <= longest and not any("\ud800" <= mark <= "\udfff" for mark in text)
