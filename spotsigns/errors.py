"""Every error the project raises on purpose.

SpotSignsError
├── SettingsError            one or more settings cannot be used; all problems at once
├── ContentError             a content file is wrong: file, place, what to do
├── TranslationError         a catalogue or ledger is wrong: file, line, what to do
├── EnvelopeRefused          an envelope breaks a rule of its contract: HTTP status and code
├── LineBusy                 too much comes in at once; try again, with a puzzle solved if there is one
├── SealingError             bytes do not open, a code or a key has the wrong shape
├── PushRefused              a push subscription cannot be taken
├── StoreError
│   ├── StoreUnavailable     nothing can be committed just now; try again later
│   ├── DataDirectoryError   the data directory cannot be made or written
│   ├── DatabaseNewer        a later release made this database
│   └── BackupRefused        a backup cannot be made or restored here: what to do
└── HubError                 a staff action is refused: HTTP status and code
"""

from __future__ import annotations


class SpotSignsError(Exception):
    """Root of every error raised on purpose; its text says what to do."""


class SettingsError(SpotSignsError):
    """Settings that cannot be used. `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class ContentError(SpotSignsError):
    """A content file is wrong. The text names the file, the place in it and the remedy."""


class TranslationError(SpotSignsError):
    """A catalogue or the review ledger is wrong. The text names file, line and remedy."""


class EnvelopeRefused(SpotSignsError):
    """An envelope breaks a rule; `status` and `code` are those of the envelope contract."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(message)


class LineBusy(SpotSignsError):
    """Too much comes in at once. `puzzle` is what the phone may solve to get through now, None: only waiting helps."""

    def __init__(self, puzzle: dict[str, str | int] | None = None) -> None:
        self.puzzle = puzzle
        super().__init__("Too much comes in at once. Try again in a minute.")


class SealingError(SpotSignsError):
    """Bytes do not open, or a code or key has the wrong shape."""


class PushRefused(SpotSignsError):
    """A push subscription breaks a rule; the text says which."""


class StoreError(SpotSignsError):
    """The store cannot do what was asked."""


class StoreUnavailable(StoreError):
    """Nothing can be committed just now; the caller answers 503 and the phone keeps its entry."""


class DataDirectoryError(StoreError):
    """The data directory cannot be made or written."""


class DatabaseNewer(StoreError):
    """The database was made by a later release and is left untouched."""


class BackupRefused(StoreError):
    """A backup cannot be made or restored here; nothing was written. The text says what to do."""


class HubError(SpotSignsError):
    """A staff action is refused; `status` and `code` go into the JSON answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(message)
