"""The pages of one language: rendered and checked for leaks first, written only when everything may be.

Where there are many pages each language works in a process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from site_builder.load.collector import paused_collector
from site_builder.model import CodeLists, Text
from site_builder.phrases import read_phrases
from site_builder.problems import Problem
from site_builder.publish.files import write_changed
from site_builder.publish.leak import check_output
from site_builder.publish.secrets import Secrets
from site_builder.publish.theme import Theme
from site_builder.render.plan import PlannedPage

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from site_builder.render.bodies import Body

FEWEST_FOR_PROCESSES = 400  # pages to render in each language before a second process pays


@dataclass(frozen=True)
class LanguageJob:
    """The pages of one language that have to be rendered anew."""

    lang: str
    pages: tuple[PlannedPage, ...]
    codes: CodeLists
    theme: Theme
    site: Path
    secrets: Secrets
    allowed: tuple[str, ...]
    words: Mapping[str, Text]
    written: frozenset[str]
    award_names: Mapping[tuple[str, str], Text]


class Worker(Protocol):
    """Renders the pages of a job; then, told to, writes them."""

    def leaks(self) -> list[Problem]:
        """Render everything and return what would leak."""

    def write(self) -> int:
        """Write the pages and return how many changed."""

    def stop(self) -> None:
        """Let go without writing."""


def workers_for(jobs: Sequence[LanguageJob]) -> list[Worker]:
    """Return one worker for each job: a process each where there is much to do and the system can fork."""
    is_large = min(len(job.pages) for job in jobs) >= FEWEST_FOR_PROCESSES
    if is_large and hasattr(os, "fork"):
        from site_builder.render.environment import compile_templates, environment_for

        compile_templates(environment_for(read_phrases(jobs[0].lang), jobs[0].codes))
        return [_Child(job) for job in jobs]
    return [_Here(job) for job in jobs]


def output_of(lang: str, path: str) -> str:
    """Return the file in the site that answers for address *path* in *lang*."""
    return f"{lang}/{path}index.html"


Steps = Generator[list[Problem] | int, None, None]


def _steps(job: LanguageJob) -> Steps:
    """Yield the leaks of all pages of *job*; asked again, write the pages and yield how many changed.

    What renders is imported only where there is something to render.
    """
    if not job.pages:
        yield []
        yield 0
        return
    from site_builder.render.bodies import BodyRenderer

    with paused_collector():
        renderer = BodyRenderer(read_phrases(job.lang).with_own(job.words), job.codes, job.written, job.award_names)
        bodies = [renderer.render_body(page) for page in job.pages]
        yield list(chain.from_iterable(map(_leaks_in, [job] * len(bodies), job.pages, bodies)))
        yield sum(map(_write, [job] * len(bodies), job.pages, bodies))


def _leaks_in(job: LanguageJob, page: PlannedPage, body: Body) -> list[Problem]:
    text = "\n".join((body.title, body.description, body.hero, body.body))
    names, sealed = job.secrets.on_page(page.own_path), job.secrets.sealed_on_page(page.own_path)
    return list(check_output(output_of(job.lang, page.path), text, names, job.allowed, sealed, job.secrets.settings))


def _write(job: LanguageJob, page: PlannedPage, body: Body) -> bool:
    shell = job.theme.shells[job.lang, *page.shell]
    slots = {
        "title": body.title,
        "description": body.description,
        "path": page.path,
        "banner": body.banner,
        "hero": body.hero,
        "body": body.body,
    }
    return write_changed(job.site / output_of(job.lang, page.path), shell.fill(slots).encode())


class _Here:
    """Works in this process."""

    def __init__(self, job: LanguageJob) -> None:
        self._steps = _steps(job)

    def leaks(self) -> list[Problem]:
        found = next(self._steps)
        assert isinstance(found, list)  # noqa: S101
        return found

    def write(self) -> int:
        count = next(self._steps)
        assert isinstance(count, int)  # noqa: S101
        return count

    def stop(self) -> None:
        self._steps.close()


class _Child:
    """Works in a process of its own, which starts at once."""

    def __init__(self, job: LanguageJob) -> None:
        import multiprocessing

        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_obey, args=(_steps(job), theirs), daemon=True)
        self._process.start()
        theirs.close()

    def leaks(self) -> list[Problem]:
        found = self._ask()
        assert isinstance(found, list)  # noqa: S101
        return found

    def write(self) -> int:
        self._pipe.send(True)
        count = self._ask()
        self._process.join()
        assert isinstance(count, int)  # noqa: S101
        return count

    def stop(self) -> None:
        self._pipe.send(False)  # closing is not enough: a process forked later holds this end of the pipe too
        self._process.join()

    def _ask(self) -> list[Problem] | int:
        try:
            answer: list[Problem] | int = self._pipe.recv()
        except EOFError:
            self._process.join()
            raise RuntimeError(f"a rendering process ended with {self._process.exitcode}") from None
        return answer


def _obey(steps: Steps, pipe: Connection) -> None:
    pipe.send(next(steps))
    try:
        is_wanted = pipe.recv()
    except EOFError:
        return
    if is_wanted:
        pipe.send(next(steps))
