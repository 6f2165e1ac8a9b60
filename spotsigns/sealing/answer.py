"""Answers to whoever holds the code: sealed to the reply key, bound to their id and thread (the twin of `sealAnswer` and `openAnswer`)."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from spotsigns.errors import SealingError
from spotsigns.sealing.envelope import answer_info, open_sealed, pad, seal, unpad


def seal_answer(plaintext: dict[str, Any], answer_id: str, thread: str, reply_public: bytes) -> bytes:
    """Sealed bytes of one of the three sizes. Raises SealingError when it is too long or the key is none."""
    octets = json.dumps(plaintext, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(reply_public, answer_info(answer_id, thread), pad(octets))


def open_answer(private: ec.EllipticCurvePrivateKey, answer_id: str, thread: str, sealed: bytes) -> dict[str, Any]:
    """The plaintext of kind `answer`. Raises SealingError unless key, id, thread and every byte are the ones sealed."""
    octets = unpad(open_sealed(private, answer_info(answer_id, thread), sealed))
    try:
        plaintext = json.loads(octets.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SealingError("what was sealed is no JSON") from error
    if not isinstance(plaintext, dict):
        raise SealingError("what was sealed is no JSON object")
    return plaintext
