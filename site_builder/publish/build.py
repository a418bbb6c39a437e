"""From a repository to its site: check, derive, render, check for leaks, and only then put in place."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from site_builder.model import LANGS, Catalogue
from site_builder.phrases import read_phrases
from site_builder.problems import Problem
from site_builder.publish.cache import code_digest, read_known_records, taxonomy_digest, write_known_records
from site_builder.publish.extras import extra_files
from site_builder.publish.files import SiteFiles, stage
from site_builder.publish.leak import Secrets, allowed_contacts, check_output, check_sources, read_secrets
from site_builder.publish.search import write_search_index
from site_builder.publish.settings import Settings, read_settings
from site_builder.publish.theme import Theme, draw_theme
from site_builder.render.bodies import BodyRenderer
from site_builder.render.plan import PlannedPage, plan_pages
from site_builder.validate.repository import check_repository

FEWEST_FOR_WORKERS = 400  # pages to render in one language before a second process pays


@dataclass(frozen=True)
class Built:
    """What a build did; ``problems`` is empty where the site was put in place."""

    problems: Sequence[Problem]
    pages: int = 0
    written: int = 0
    removed: int = 0


@dataclass(frozen=True)
class _Job:
    """The pages of one language that have to be rendered anew."""

    lang: str
    pages: tuple[PlannedPage, ...]
    catalogue: Catalogue
    settings: Settings
    theme: Theme
    staging: Path
    secrets: Secrets
    allowed: tuple[str, ...]


def build_site(
    root: Path, day: date, *, is_clean: bool = False, with_search: bool = True, say: Callable[[str], None] = print
) -> Built:
    """Return what was done to bring ``site/`` up to the records of *root* on *day*.

    The site stays as it was where the records have errors or anything would leak.

    Args:
        root: folder with ``needs/``, ``content/`` and ``mkdocs.yml``.
        day: calendar day in Asia/Shanghai for which stages and deadlines are shown.
        is_clean: forget the cache and build everything.
        with_search: also write the search index where pages changed.
        say: told what is going on, for a person who waits.
    """
    root = root.resolve()  # MkDocs takes relative folders from its own file
    site, cache = root / "site", root / ".cache"
    if is_clean:
        shutil.rmtree(cache, ignore_errors=True)
    settings = read_settings(root)
    say("progress.check")
    checked = check_repository(root, day, read_known_records(cache, root))
    if checked.errors:
        return Built(checked.problems)
    write_known_records(cache, root, checked.read)
    catalogue = checked.catalogue if settings.show_examples else without_examples(checked.catalogue)
    secrets = read_secrets(checked.catalogue)
    plan = tuple(plan_pages(catalogue, day))
    theme = draw_theme(root, settings, {(page.section, page.path.count("/")) for page in plan}, cache)
    files = SiteFiles.open(site, cache)
    jobs = list(_jobs(plan, catalogue, settings, theme, files, secrets, root))
    say("progress.render")
    leaks = [*check_sources(root, checked.catalogue, secrets), *_render(jobs)]
    leaks += _stage_finished(theme, settings, files, catalogue, allowed_contacts(catalogue))
    if leaks:
        shutil.rmtree(files.staging, ignore_errors=True)
        return Built(sorted(leaks))
    written, removed = files.commit()
    if with_search and (written or removed or not (site / "pagefind" / "pagefind.js").is_file()):
        say("progress.search")
        write_search_index(site)
    return Built((), len(plan) * len(LANGS), written, removed)


def without_examples(catalogue: Catalogue) -> Catalogue:
    """Return *catalogue* without the records marked as examples."""
    records = {
        kind: {key: record for key, record in by_id.items() if "example" not in record.blank or not record["example"]}
        for kind, by_id in catalogue.records.items()
    }
    return replace(catalogue, records=records)


def _jobs(
    plan: Iterable[PlannedPage],
    catalogue: Catalogue,
    settings: Settings,
    theme: Theme,
    files: SiteFiles,
    secrets: Secrets,
    root: Path,
) -> Iterator[_Job]:
    base = f"{code_digest()} {taxonomy_digest(root)} {settings.digest} {sorted(secrets.items())}"
    pages = [(page, _digest(base, page.path, page.template, repr(page.facts))) for page in plan]
    shells = {key: _digest(*shell.pieces) for key, shell in theme.shells.items()}
    allowed = allowed_contacts(catalogue)
    for lang in LANGS:
        stale = tuple(
            page
            for page, digest in pages
            if not files.is_current(
                output_of(lang, page.path), _digest(digest, shells[lang, page.section, page.path.count("/")])
            )
        )
        yield _Job(lang, stale, catalogue, settings, theme, files.staging, secrets, allowed)


def output_of(lang: str, path: str) -> str:
    """Return the file in the site that answers for address *path* in *lang*."""
    return f"{lang}/{path}index.html"


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _render(jobs: Sequence[_Job]) -> list[Problem]:
    is_large = min(len(job.pages) for job in jobs) >= FEWEST_FOR_WORKERS
    if not is_large or "fork" not in multiprocessing.get_all_start_methods():
        return list(chain.from_iterable(map(_render_language, jobs)))
    with multiprocessing.get_context("fork").Pool(len(jobs)) as pool:
        return list(chain.from_iterable(pool.map(_render_language, jobs)))


def _render_language(job: _Job) -> list[Problem]:
    phrases = read_phrases(job.lang)
    renderer = BodyRenderer(phrases, job.catalogue.codes)
    leaks: list[Problem] = []
    for page in job.pages:
        body = renderer.render_body(page.template, page.facts, page.path)
        output = output_of(job.lang, page.path)
        names = job.secrets.get(page.path.split("/")[1], ()) if page.path.startswith("needs/") else ()
        text = "\n".join((body.title, body.description, body.hero, body.body))
        leaks += check_output(output, text, names or chain.from_iterable(job.secrets.values()), job.allowed)
        shell = job.theme.shells[job.lang, page.section, page.path.count("/")]
        slots = {
            "title": body.title, "description": body.description, "path": page.path,
            "hero": body.hero, "body": body.body,
        }  # fmt: skip
        stage(job.staging, output, shell.fill(slots).encode())
    return leaks


def _stage_finished(
    theme: Theme, settings: Settings, files: SiteFiles, catalogue: Catalogue, allowed: tuple[str, ...]
) -> Iterator[Problem]:
    """Stage what needs no records: the theme's assets, hand-written pages, the root page and the 404."""
    contents = {path: file.read_bytes() for path, file in theme.files.items()}
    contents |= extra_files(settings, files.wanted)
    for path, content in contents.items():
        if not files.is_current(path, hashlib.sha256(content).hexdigest()):
            if path.endswith(".html"):
                yield from check_output(path, content.decode(), (), allowed)
            stage(files.staging, path, content)
