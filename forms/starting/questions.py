"""The questions about a new challenge, in the order in which they are asked, and how their answers are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.starting.answers import AnswerError, Answers, Given, Read, WrongAnswer, WrongAnswersError
from forms.starting.money import currency_of, read_currency
from forms.starting.reading import (
    Choice,
    read_colour,
    read_contact,
    read_day,
    read_id,
    read_name,
    read_organisers,
    read_picture,
    read_tracks,
    read_yes_or_no,
)
from forms.starting.regions import country_of, read_regions, read_zone, zone_in_region
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.yaml_text import Written

HOSTS = ("none", "github", "gitea", "gitlab")
DAYS_OPEN, DAYS_OF_DOCKING = 120, 120


@dataclass(frozen=True)
class Question:
    """One question.

    Args:
        key: the name of the answer in a file, and of the option.
        read: reads the answer.
        default: what stands where nothing is answered, by the answers before; ``None`` where one is needed.
        pieces: the pieces of the answer that a person is asked for one by one; none where it is one line.
        is_list: whether there may be several.
        is_asked: whether a person is asked on the terminal; else the default stands unless an option or a file says.
    """

    key: str
    read: Callable[[Written], Any]
    default: Callable[[Read], str] | None = None
    pieces: tuple[str, ...] = ()
    is_list: bool = False
    is_asked: bool = True


def _always(text: str) -> Callable[[Read], str]:
    return lambda read: text


def _after(key: str, days: int) -> Callable[[Read], str]:
    return lambda read: (read[key] + timedelta(days)).isoformat()


def questions_on(today: date) -> tuple[Question, ...]:
    """Return all questions; a challenge opens *today* unless told otherwise."""
    return (
        Question("name", read_name, pieces=REQUIRED_LANGS),
        Question("organisers", read_organisers, pieces=(*REQUIRED_LANGS, "kind"), is_list=True),
        Question("contact", read_contact),
        Question("region", read_regions),
        Question("currency", read_currency, lambda read: currency_of(country_of(read["region"][0]))),
        Question("time_zone", read_zone, lambda read: zone_in_region(read["region"][0]), is_asked=False),
        Question("tracks", read_tracks, _always("公开征集 | Open call"), pieces=REQUIRED_LANGS, is_list=True),
        Question("opens", read_day, _always(today.isoformat())),
        Question("closes", read_day, _after("opens", DAYS_OPEN)),
        Question("ends", read_day, _after("closes", DAYS_OF_DOCKING)),
        Question("edition", read_id, lambda read: f"c{read['opens'].year}"),
        Question("awards", read_yes_or_no, _always("yes")),
        Question("colour", read_colour, _always("custom")),
        Question("logo", read_picture, _always("")),
        Question("host", Choice(HOSTS), _always("none")),
        Question("examples", read_yes_or_no, _always("no")),
    )


_FIELDS = {"region": "regions", "awards": "has_awards", "examples": "has_examples"}


def read_answers(given: Given, today: date) -> Answers:
    """Return the answers that were *given*, defaults where there are any.

    Raises:
        WrongAnswersError: some cannot be taken, or are missing; all of them are told.
    """
    read: dict[str, Any] = {}
    questions = questions_on(today)
    known = [question.key for question in questions]
    facts = {"known": ", ".join(known)}
    wrong = [WrongAnswer(key, "unknown_question", facts) for key in given if key not in known]
    for question in questions:
        try:
            read[question.key] = answer_of(question, given.get(question.key), read)
        except AnswerError as error:
            wrong.append(WrongAnswer(question.key, error.code, error.facts))
        except KeyError:  # the default follows from an answer that is wrong
            continue
    wrong += wrong_days(read, today)
    if wrong:
        raise WrongAnswersError(tuple(wrong))
    return Answers(**{_FIELDS.get(key, key): value for key, value in read.items()})


def answer_of(question: Question, written: Written, read: Read) -> Any:
    """Return the answer *written* to *question*, or its default; *read* has the answers before.

    Raises:
        AnswerError: it cannot be taken, or is missing.
        KeyError: the default rests on an answer that is not there.
    """
    if not written:
        if question.default is None:
            raise AnswerError("missing")
        written = question.default(read)
    return question.read(written)


def wrong_days(read: Mapping[str, Any], today: date) -> list[WrongAnswer]:
    """Return what is wrong with the days that were *read*: one before the other, or over already."""
    wrong = []
    for key, before in (("closes", "opens"), ("ends", "closes")):
        if key in read and before in read and read[key] < read[before]:
            facts = {"day": read[key].isoformat(), "before": before, "other": read[before].isoformat()}
            wrong.append(WrongAnswer(key, "day_before", facts))
    if "closes" in read and read["closes"] < today:
        wrong.append(WrongAnswer("closes", "day_over", {"day": read["closes"].isoformat()}))
    return wrong
