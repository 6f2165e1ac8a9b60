"""HTTP of the form without JavaScript: one page, rendered for each request, kept by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from spotsigns.concerns.limits import Sender
from spotsigns.concerns.model import HubKey, is_concern_id
from spotsigns.concerns.plain import (
    Answer,
    PlainTelling,
    Told,
    clean_text,
    collect_answers,
    field_names,
    new_document,
    new_page,
    page_time,
    sealing_key,
)
from spotsigns.concerns.questions import LONGEST_TEXT, Question, Questions
from spotsigns.concerns.receive import Intake
from spotsigns.contacts.model import Directory
from spotsigns.errors import LineBusy, SealingError, StoreUnavailable
from spotsigns.guidance.model import Guidance
from spotsigns.partnerships.model import Partnership
from spotsigns.sealing.code import read_code, show_code
from spotsigns.web.answers import Prepared, send
from spotsigns.web.pages import Page
from spotsigns.web.routes import HTML, PRIVATE, Site

PATH = "r/plain/"
PAGE = Page(PATH, "concerns/plain.html", is_private=True, door="tell")


@dataclass(frozen=True)
class PlainPage:
    """What the page asks and shows: `choices` are the ids that may be picked, by question; `shown` goes to its templates."""

    questions: Questions
    choices: dict[str, frozenset[str]]
    shown: Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class PlainSide:
    """Everything the page answers from."""

    site: Site
    page: PlainPage
    telling: PlainTelling
    intake: Intake
    takes_concerns: bool

    def key(self) -> HubKey | None:
        return sealing_key(self.intake.store) if self.takes_concerns else None

    def answer(self, tag: str, template: str, status: int, **more: Any) -> Response:
        names = field_names(self.page.questions)
        html = self.site.renderer.template(f"concerns/{template}.html", tag, page=PAGE, names=names, is_read=self.is_read(), **self.page.shown(), **more)
        return send(Prepared(html.encode(), HTML), status=status, cache_control=PRIVATE)

    def ask(self, tag: str, form: FlaskForm, told: Told, status: int = 200, problem: str = "") -> Response:
        """The page with what was written so far: nothing that somebody wrote is ever lost to a problem.

        Where nothing can be sent nobody is asked to send it here: the numbers, and what to say.
        """
        if not problem and not self.can_send():
            return self.answer(tag, "plain-done", status, told=None, rows=[])
        return self.answer(tag, "plain", status, fields=form, told=told, made_at=self.made_at(), problem=problem)

    def made_at(self) -> str:
        return page_time(request.form.get("made", ""), self.intake.clock)

    def is_read(self) -> bool:
        """Nothing is claimed while the store does not answer."""
        try:
            return self.site.is_watched()
        except StoreUnavailable:
            return True

    def can_send(self) -> bool:
        """A store that does not answer just now may answer at the next try."""
        try:
            return self.key() is not None
        except StoreUnavailable:
            return self.takes_concerns

    def tell(self, tag: str, form: FlaskForm, told: Told) -> Response:
        """Seal and hand in; where nothing can be sent, the note to read out."""
        given = {question: form[name].data for question, name in _named(self.page.questions)}
        key = self.key()
        if key is None:
            return self.answer(tag, "plain-done", 200, told=None, rows=_rows(given))
        answers = collect_answers(given)
        document = new_document(self.page.questions.form, tag, self.made_at(), answers)
        sent = self.telling.tell(told, document, key, Sender(request.remote_addr or "", is_scripted=False), slow=bool(form["website"].data))
        return self.answer(tag, "plain-done", 200, told=sent, shown_code=show_code(sent.code), danger=answers["danger"])

    def take(self, tag: str, form: FlaskForm, told: Told) -> Response:
        if not form.validate() and self.can_send():
            return self.ask(tag, form, told, 400, "some")
        try:
            return self.tell(tag, form, told)
        except SealingError:
            return self.ask(tag, form, told, 400, "large")
        except (LineBusy, StoreUnavailable) as error:
            again = self.ask(tag, form, told, 429 if isinstance(error, LineBusy) else 503, "broken")
            again.headers["Retry-After"] = "60"
            return again


def plain_routes(side: PlainSide) -> Blueprint:
    routes = Blueprint("plain", __name__)
    form_class = _form_class(side.page, frozenset(side.site.tags))

    @routes.route(f"/<tag>/{PATH}", methods=["GET", "POST"])
    def plain(tag: str) -> Response:
        if tag not in side.site.tags:
            return side.site.not_found()
        if not request.path.endswith("/"):
            return redirect(f"/{tag}/{PATH}", 308)  # type: ignore[return-value]
        form, told = form_class(), _page_of_request()
        return side.take(tag, form, told) if request.method == "POST" else side.ask(tag, form, told)

    return routes


def plain_page(questions: Questions, guidance: Guidance, directory: Directory, partnership: Partnership) -> PlainPage:
    signs = guidance.signs()
    picks = {
        "signs": frozenset(signs),
        "place": frozenset(place.id for place in partnership.places),
        "about_power": frozenset(power.id for power in directory.powers),
    }
    own = {question.id: frozenset(choice.id for choice in question.choices) for question in _asked(questions)}
    shown = {
        "questions": questions,
        "signs": [signs[sign] for sign in questions.common],
        "all_signs": signs,
        "places": sorted(partnership.places, key=lambda place: place.name),
    }
    choices = {name: ids | picks.get(name, frozenset()) for name, ids in own.items()}
    return PlainPage(questions, choices, lambda: {**shown, "hub_contact": directory.contacts[partnership.hub_contact]})


def _asked(questions: Questions) -> list[Question]:
    return [question for screen in questions.screens for question in screen.questions]


def _named(questions: Questions) -> list[tuple[Question, str]]:
    names = field_names(questions)
    return [(question, names[question.id]) for question in _asked(questions)]


def _page_of_request() -> Told:
    """The id and code that came with the page, or fresh ones: something told under a spoilt id is still taken."""
    concern_id, code = request.form.get("id", ""), request.form.get("code", "")
    try:
        return Told(concern_id, read_code(code), "") if is_concern_id(concern_id) else new_page()
    except SealingError:
        return new_page()


def _form_class(page: PlainPage, languages: frozenset[str]) -> type[FlaskForm]:
    """One field for each question. The messages are codes: the template says them in the reader's language."""
    names = field_names(page.questions)
    fields: dict[str, Field] = {"website": StringField()}
    for question, name in _named(page.questions):
        picks = page.choices[question.id] | (languages if question.kind == "language" else frozenset())
        rules = [_too_long(question) if question.is_typed else _no_choice(picks)]
        rules += [_missing("choose")] if question.id == "danger" else []
        is_many = question.kind in ("many", "power")
        fields[name] = SelectMultipleField(choices=[], validate_choice=False, validators=rules) if is_many else StringField(validators=rules, default="")

    class Form(FlaskForm):  # type: ignore[misc]
        """No token: a token needs a cookie, and readers get none. The rule for other sites protects every unsafe request."""

        class Meta(FlaskForm.Meta):  # type: ignore[misc]
            csrf = False

        def validate(self, extra_validators: Any = None) -> bool:
            is_valid = super().validate(extra_validators)
            signs, what = self[names["signs"]], self[names["what"]]
            if not signs.data and not clean_text(what.data or "", "text"):
                what.errors = [*what.errors, "empty"]
                is_valid = False
            return bool(is_valid)

    return type("PlainForm", (Form,), fields)


def _too_long(question: Question) -> Callable[[FlaskForm, Field], None]:
    def check(form: FlaskForm, field: Field) -> None:
        extra = len(clean_text(field.data or "", question.kind)) - LONGEST_TEXT
        if extra > 0:
            raise ValidationError(str(extra))

    return check


def _no_choice(ids: frozenset[str]) -> Callable[[FlaskForm, Field], None]:
    def check(form: FlaskForm, field: Field) -> None:
        picked = field.data if isinstance(field.data, list) else [field.data or ""]
        if not set(picked) <= ids | {""}:
            raise ValidationError("choose")

    return check


def _missing(code: str) -> Callable[[FlaskForm, Field], None]:
    def check(form: FlaskForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(code)

    return check


def _rows(given: dict[Question, Answer]) -> list[tuple[Question, list[str]]]:
    """What was answered, for the note that is read out."""
    rows = []
    for question, value in given.items():
        answers = [clean_text(value, question.kind)] if isinstance(value, str) else list(value or [])
        if any(answers):
            rows.append((question, answers))
    return rows
