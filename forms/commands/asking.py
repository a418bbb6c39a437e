"""Asks a person, question by question, for what was not answered yet; a wrong answer is asked for again at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from forms.starting.answers import AnswerError, Given
from forms.starting.questions import Question, answer_of, questions_on, wrong_days
from forms.starting.reading import BETWEEN
from site_builder.commands.echo import echo
from site_builder.load.yaml_text import Written
from site_builder.phrases import Phrases


def asked(given: Given, today: date, phrases: Phrases) -> Given:
    """Return *given* with what a person answers on the terminal to the other questions."""
    echo(phrases["init.ask.begin"])
    answers: dict[str, Written] = dict(given)
    read: dict[str, Any] = {}
    for question in questions_on(today):
        is_asked = question.is_asked and question.key not in given
        while True:
            if is_asked:
                answers[question.key] = _ask(question, read, phrases)
            try:
                read[question.key] = answer_of(question, answers.get(question.key), read)
            except AnswerError as error:
                if not is_asked:  # all that is wrong with what was given is told at the end
                    return answers
                echo(phrases.fill(f"init.wrong.{error.code}", error.facts), err=True)
                continue
            if is_asked and (wrong := [one for one in wrong_days(read, today) if one.key == question.key]):
                echo(phrases.fill(f"init.wrong.{wrong[0].code}", wrong[0].facts), err=True)
                continue
            break
    return answers


def _ask(question: Question, read: dict[str, Any], phrases: Phrases) -> Written:
    if not question.is_list:
        return _one(question, read, phrases, is_first=True)
    items: list[Written] = []
    while item := _one(question, read, phrases, is_first=not items):
        items.append(item)
        if items == [_default(question, read)]:
            break
    return items


def _one(question: Question, read: dict[str, Any], phrases: Phrases, *, is_first: bool) -> str:
    """Return one answer as a line; empty where a further one of several is not given."""
    default = _default(question, read) if is_first else ""
    said = phrases[f"init.ask.{question.key}"]
    if not question.pieces:
        return _typed(said, default)
    defaults = default.split(f" {BETWEEN} ") if default else []
    pieces: list[str] = []
    for number, piece in enumerate(question.pieces):
        told = phrases.fill("init.ask.piece", {"question": said, "piece": phrases[f"init.ask.{piece}"]})
        if not is_first and not number:
            told = phrases.fill("init.ask.further", {"question": told})
        typed = _typed(told, defaults[number] if defaults else "")
        if not typed and not number and not is_first:
            return ""
        pieces.append(typed)
    return f" {BETWEEN} ".join(pieces)


def _default(question: Question, read: dict[str, Any]) -> str:
    return question.default(read) if question.default else ""


def _typed(said: str, default: str) -> str:
    return str(click.prompt(said, default=default, show_default=bool(default), prompt_suffix="\n> ")).strip()
