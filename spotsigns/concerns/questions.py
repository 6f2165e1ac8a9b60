"""What the form asks: screens, questions and choices, loaded from questions.toml. Answers travel as ids.

The desk says the words of an id through `Questions.question` and `Question.choice`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spotsigns.translation.content import Block, read_content
from spotsigns.translation.words import Words

FILE = Path(__file__).resolve().parent / "questions.toml"

# one, many: tiles · text, line: typed · plate, number: typed, digits of every script become 0 to 9
# place, power, language: the choices come from the partnership, the directory, the languages served
KINDS = ("one", "many", "text", "line", "plate", "number", "place", "power", "language")
# Every answer of the plaintext, DESIGN.md section 5.
ANSWERS = (
    "danger", "signs", "what", "sure", "place", "place_text", "where_kind", "when", "often", "still_going_on", "child", "adult",
    "about_power", "vehicle.registration", "vehicle.description", "vehicle.taxi_council", "vehicle.taxi_plate", "vehicle.taxi_badge",
    "vehicle.taxi_operator", "online", "told", "role", "evidence_until", "contact", "contact_name", "contact_how", "contact_safe",
    "message_ok", "must_not_know", "interpreter",
)  # fmt: skip
LONGEST_TEXT = 3_000
_EMPTY = ""


@dataclass(frozen=True)
class Choice:
    """One tile. `text` is a full sentence below the label, where four words cannot say it."""

    id: str
    label: Words
    text: Words
    picture: str


@dataclass(frozen=True)
class Question:
    """`id` is the answer's place in the plaintext; a dot leads into an object."""

    id: str
    kind: str
    label: Words
    hint: Words
    choices: tuple[Choice, ...]
    needs_contact: bool

    @property
    def is_typed(self) -> bool:
        return self.kind in ("text", "line", "plate", "number")

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True)
class Screen:
    """One step of the form; an extra one is reached from the last step only."""

    id: str
    title: Words
    label: Words
    picture: str
    intro: tuple[Words, ...]
    questions: tuple[Question, ...]
    is_extra: bool


@dataclass(frozen=True)
class Questions:
    """The whole form. `common` are the signs offered first, by id."""

    form: str
    screens: tuple[Screen, ...]
    common: tuple[str, ...]

    @property
    def steps(self) -> tuple[Screen, ...]:
        return tuple(screen for screen in self.screens if not screen.is_extra)

    @property
    def extras(self) -> tuple[Screen, ...]:
        return tuple(screen for screen in self.screens if screen.is_extra)

    def question(self, question_id: str) -> Question | None:
        return next((one for screen in self.screens for one in screen.questions if one.id == question_id), None)


def load_form(path: Path = FILE) -> Questions:
    """The whole form. Raises ContentError with place and remedy."""
    block = read_content(path, "concerns/questions")
    questions = Questions(block.text("form"), tuple(_screen(one) for one in block.blocks("screen")), block.texts("common"))
    block.done()
    asked = [question.id for screen in questions.screens for question in screen.questions]
    for answer in ANSWERS:
        if asked.count(answer) != 1:
            raise block.problem(f"{answer!r} is asked {asked.count(answer)} times.", "Ask it once: the hub expects each answer in one place.")
    return questions


def _screen(block: Block) -> Screen:
    screen = Screen(
        id=block.text("id"),
        title=block.words("title"),
        label=block.words("label"),
        picture=block.text("picture"),
        intro=block.words_list("intro"),
        questions=tuple(_question(one) for one in block.blocks("question")),
        is_extra=block.flag("extra"),
    )
    block.done()
    return screen


def _question(block: Block) -> Question:
    question = Question(
        id=block.one_of("id", ANSWERS),
        kind=block.one_of("kind", KINDS),
        label=block.words("label"),
        hint=block.words("hint", _EMPTY),
        choices=tuple(_choice(one) for one in block.blocks("choice")),
        needs_contact=block.flag("with_contact"),
    )
    block.done()
    if question.kind in ("one", "many") and not question.choices:
        raise block.problem("it has no choices.", "Add [[screen.question.choice]] blocks.")
    return question


def _choice(block: Block) -> Choice:
    choice = Choice(block.text("id"), block.words("label"), block.words("text", _EMPTY), block.text("picture", _EMPTY))
    block.done()
    return choice
