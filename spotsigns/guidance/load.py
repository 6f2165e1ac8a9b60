"""Read guidance from its content files; every cross-reference is checked here, with what to do about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from spotsigns.errors import ContentError
from spotsigns.guidance.model import (
    ABOUT,
    READER_GROUPS,
    READERS,
    SEEN_IN,
    TOPICS,
    AboutPage,
    Act,
    Guidance,
    Myth,
    Reader,
    Section,
    Sign,
    Step,
    Topic,
)
from spotsigns.translation.content import Block, read_content
from spotsigns.translation.words import Words

CONTENT = Path(__file__).resolve().parent / "content"
LONGEST_LABEL = 4


def load_guidance(partnership_folder: Path, content: Path = CONTENT) -> Guidance:
    """All guidance; about-pages of the partnership's folder stand beside the national ones. Raises ContentError."""
    topics = [_topic(read_content(content / "topics" / f"{topic}.toml", f"guidance/topics/{topic}"), topic) for topic in TOPICS]
    borrowed: dict[str, tuple[str, ...]] = {}
    readers = [_reader(read_content(content / "readers" / f"{reader}.toml", f"guidance/readers/{reader}"), reader, borrowed) for reader in READERS]
    local = f"partnerships/{partnership_folder.name}"
    about = []
    for name in ABOUT:
        national = content / "about" / f"{name}.toml"
        own = partnership_folder / f"{name}.toml"
        about.append(_about(read_content(own, f"{local}/{name}") if own.is_file() else read_content(national, f"guidance/about/{name}")))
    who = read_content(content / "who.toml", "guidance/who")
    return Guidance(
        topics=tuple(topics),
        readers=_lend(topics, readers, borrowed),
        about=tuple(about),
        act=_act(read_content(content / "act.toml", "guidance/act")),
        factors=_texts(who, "factor"),
        notes=_texts(who, "note"),
    )


def _topic(block: Block, name: str) -> Topic:
    topic = Topic(
        id=_own_id(block, name),
        order=block.number("order"),
        picture=block.text("picture"),
        title=block.words("title"),
        label=block.words("label"),
        summary=block.words("summary"),
        what=block.words_list("what"),
        signs=tuple(_sign(sign, name) for sign in block.blocks("sign")),
        myths=tuple(_myth(myth) for myth in block.blocks("myth")),
        contacts=block.texts("contacts"),
    )
    block.texts("sources")
    block.done()
    missing = [group for group in SEEN_IN if not topic.signs_in(group)]
    if missing:
        raise block.problem(f"it has no sign seen in: {', '.join(missing)}.", "Add at least one for each.")
    _distinct_pictures(block, topic.signs)
    return topic


def _reader(block: Block, name: str, borrowed: dict[str, tuple[str, ...]]) -> Reader:
    reader = Reader(
        id=_own_id(block, name),
        order=block.number("order"),
        group=block.one_of("group", READER_GROUPS),
        picture=block.text("picture"),
        title=block.words("title"),
        label=block.words("label"),
        summary=block.words("summary"),
        intro=block.words_list("intro"),
        signs=tuple(_sign(sign, name) for sign in block.blocks("sign")),
        steps=tuple(_step(step) for step in block.blocks("step")),
        sections=tuple(_section(section) for section in block.blocks("section")),
        contacts=block.texts("contacts"),
    )
    borrowed[name] = block.texts("borrow")
    block.texts("sources")
    block.done()
    return reader


def _lend(topics: list[Topic], readers: list[Reader], borrowed: dict[str, tuple[str, ...]]) -> tuple[Reader, ...]:
    """Readers with their own signs first, then those they borrow, then those a topic lends them.

    A lent sign whose picture is already on the page stays away: on one screen no two signs look the same.
    """
    own = [sign for topic in topics for sign in topic.signs] + [sign for reader in readers for sign in reader.signs]
    every = {sign.id: sign for sign in own}
    for sign in every.values():
        unknown = set(sign.readers) - set(READERS) | set(sign.harms) - set(TOPICS)
        if unknown:
            raise ContentError(f"The sign {sign.id} names {sorted(unknown)[0]!r}, which is no reader or topic. Check its spelling.")
    lent = []
    for reader in readers:
        for sign_id in borrowed[reader.id]:
            if sign_id not in every:
                raise ContentError(f"The reader {reader.id} borrows {sign_id!r}, which is no sign. Check its spelling.")
        more = [every[sign_id] for sign_id in borrowed[reader.id]]
        more += [sign for topic in topics for sign in topic.signs if reader.id in sign.readers]
        signs = list(reader.signs)
        for sign in more:
            if sign.picture not in {shown.picture for shown in signs}:
                signs.append(sign)
        lent.append(replace(reader, signs=tuple(signs)))
    return tuple(lent)


def _about(block: Block) -> AboutPage:
    page = AboutPage(
        id=block.text("id"),
        order=block.number("order"),
        picture=block.text("picture"),
        title=block.words("title"),
        label=block.words("label"),
        summary=block.words("summary"),
        sections=tuple(_section(section) for section in block.blocks("section")),
        contacts=block.texts("contacts"),
    )
    block.texts("sources")
    block.done()
    return page


def _act(block: Block) -> Act:
    rules = block.blocks("picture_rule")
    contacts = tuple(dict.fromkeys(contact for rule in rules for contact in rule.texts("contacts")))
    for key in ("label", "picture"):
        block.text(key)
    act = Act(
        title=block.words("title"),
        summary=block.words("summary"),
        do=tuple(_step(step) for step in block.blocks("do")),
        dont=tuple(_step(step) for step in block.blocks("dont")),
        record=tuple(_step(step) for step in block.blocks("record")),
        urgent=_texts(block, "urgent"),
        today=_texts(block, "today"),
        anyway=_texts(block, "anyway"),
        picture_rules=tuple(rule.words("text") for rule in rules),
        picture_contacts=contacts,
    )
    block.done()
    return act


def _sign(block: Block, owner: str) -> Sign:
    sign = Sign(
        id=f"{owner}.{block.text('id')}",
        seen_in=block.one_of("seen_in", SEEN_IN),
        label=block.words("label"),
        text=block.words("text"),
        picture=block.text("picture"),
        harms=block.texts("harms"),
        readers=block.texts("readers"),
    )
    block.texts("sources")
    block.done()
    if len(sign.label.text.split()) > LONGEST_LABEL:
        raise block.problem(f"the label {sign.label.text!r} has more than {LONGEST_LABEL} words.", "Shorten it.")
    return sign


def _step(block: Block) -> Step:
    step = Step(block.text("id"), block.words("text"), block.text("picture", ""), block.flag("dont"))
    block.done()
    return step


def _myth(block: Block) -> Myth:
    myth = Myth(block.text("id"), block.words("myth"), block.words("fact"))
    block.texts("sources")
    _ = block.values
    block.done()
    return myth


def _section(block: Block) -> Section:
    section = Section(block.text("id"), block.words("heading"), block.words_list("body"), block.words_list("points"))
    _ = block.values
    block.texts("sources")
    block.done()
    return section


def _texts(block: Block, key: str) -> tuple[Words, ...]:
    return tuple(one.words("text") for one in block.blocks(key))


def _own_id(block: Block, name: str) -> str:
    if block.text("id") != name:
        raise block.problem(f"its id is {block.text('id')!r}.", f"Call it {name!r}, like the file.")
    return name


def _distinct_pictures(block: Block, signs: tuple[Sign, ...]) -> None:
    pictures = [sign.picture for sign in signs]
    doubled = sorted({picture for picture in pictures if pictures.count(picture) > 1})
    if doubled:
        raise block.problem(f"two signs share the picture {doubled[0]!r}.", "Give each sign of a page its own picture.")
