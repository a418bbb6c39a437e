"""Builds the site of a repository: check, derive, render, check for leaks, and only then put in place."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from site_builder.load.collector import paused_collector
from site_builder.model import LANGS, Catalogue
from site_builder.problems import Problem
from site_builder.publish.alone import alone_in
from site_builder.publish.cache import (
    code_digest,
    read_known_records,
    taxonomy_digest,
    template_digest,
    write_known_records,
)
from site_builder.publish.extras import extra_files
from site_builder.publish.files import SiteFiles, write_changed
from site_builder.publish.languages import LanguageJob, Worker, output_of, workers_for
from site_builder.publish.leak import allowed_contacts, check_output, check_sources
from site_builder.publish.search import is_index_current, write_search_index
from site_builder.publish.secrets import UnreadableSecretsError, read_secrets
from site_builder.publish.settings import Settings, read_settings
from site_builder.publish.theme import Theme, draw_theme
from site_builder.render.plan import PlannedPage, plan_pages
from site_builder.validate.repository import check_repository

LOG_CODES = frozenset({"not-in-log", "log-outdated"})


@dataclass(frozen=True)
class Built:
    """What a build did; ``problems`` is empty where the site was put in place."""

    problems: Sequence[Problem]
    pages: int = 0
    written: int = 0
    removed: int = 0


def build_site(
    root: Path,
    day: date,
    *,
    is_clean: bool = False,
    with_search: bool = True,
    is_preview: bool = False,
    say: Callable[[str], None] = print,
) -> Built:
    """Return what was done to bring ``site/`` up to the records of *root* on *day*.

    The site stays as it was where the records have errors or anything would leak.

    Args:
        root: folder with ``needs/``, ``content/`` and ``mkdocs.yml``.
        day: calendar day in Asia/Shanghai for which stages and deadlines are shown.
        is_clean: forget the cache and build everything.
        with_search: also write the search index where pages changed.
        is_preview: show records that the publication log does not name yet; organisers run the log when they merge.
        say: told what is going on (a key of the phrases), for a person who waits.
    """
    root = root.resolve()  # MkDocs takes relative folders from its own file
    site, cache = root / "site", root / ".cache"
    with alone_in(root):
        if is_clean:
            shutil.rmtree(cache, ignore_errors=True)
        with paused_collector():
            built = _build_pages(
                root, day, SiteFiles.open(site, cache), say, LOG_CODES if is_preview else frozenset()
            )
        if with_search and not built.problems and not is_index_current(site, cache):
            say("progress.search")
            write_search_index(site, cache)
    return built


def _build_pages(
    root: Path, day: date, files: SiteFiles, say: Callable[[str], None], forgiven: frozenset[str]
) -> Built:
    settings = read_settings(root)
    say("progress.check")
    checked = check_repository(root, day, read_known_records(files.cache, root))
    if any(problem.code not in forgiven for problem in checked.errors):
        return Built(checked.problems)
    write_known_records(files.cache, root, checked.read)
    catalogue = checked.catalogue if settings.show_examples else without_examples(checked.catalogue)
    try:
        secrets = read_secrets(checked.catalogue)
    except UnreadableSecretsError as error:
        return Built(error.problems)
    plan = tuple(plan_pages(catalogue, day, settings.forms))
    theme = draw_theme(root, settings, {(page.section, page.path.count("/")) for page in plan}, files.cache)
    allowed = allowed_contacts(catalogue)
    base = f"{code_digest()} {template_digest()} {taxonomy_digest(root)} {settings.digest} {secrets} {allowed}"
    common = LanguageJob("", (), catalogue.codes, theme, files.site, secrets, allowed)
    workers = workers_for(list(_jobs(common, plan, files, base)))
    finished = _finished_files(theme, settings, files, f"{secrets.everywhere} {secrets.sealed} {allowed}")
    say("progress.render")
    leaks = [*check_sources(root, checked.catalogue, secrets)]
    leaks += chain.from_iterable(
        check_output(path, content.decode(), secrets.everywhere, allowed, secrets.sealed)
        for path, content in finished.items()
        if path.endswith(".html")
    )
    leaks += chain.from_iterable(worker.leaks() for worker in workers)
    if leaks:
        for worker in workers:
            worker.stop()
        return Built(sorted(leaks))
    written, removed = _put_in_place(files, finished, workers)
    return Built((), len(plan) * len(LANGS), written, removed)


def without_examples(catalogue: Catalogue) -> Catalogue:
    """Return *catalogue* without the records marked as examples."""
    records = {
        kind: {key: record for key, record in by_id.items() if "example" not in record.blank or not record["example"]}
        for kind, by_id in catalogue.records.items()
    }
    return replace(catalogue, records=records)


def _jobs(common: LanguageJob, plan: Sequence[PlannedPage], files: SiteFiles, base: str) -> Iterator[LanguageJob]:
    """Yield *common* for each language with the pages whose inputs changed; *base* digests what all pages rest on."""
    pages = [(page, _digest(base, page.path, page.template, repr(page.facts))) for page in plan]
    shells = {key: _digest(*shell.pieces) for key, shell in common.theme.shells.items()}
    for lang in LANGS:
        stale = tuple(
            page
            for page, digest in pages
            if not files.is_current(
                output_of(lang, page.path), _digest(digest, shells[lang, page.section, page.path.count("/")])
            )
        )
        yield replace(common, lang=lang, pages=stale)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _finished_files(theme: Theme, settings: Settings, files: SiteFiles, base: str) -> dict[str, bytes]:
    """Return the files that need no records and changed: assets, hand-written pages, the root page, the 404.

    *base* is what the leak check of these files rests on besides their content.
    """
    contents = {path: file.read_bytes() for path, file in theme.files.items()}
    contents |= extra_files(settings, [*files.wanted, *contents])
    return {
        path: content
        for path, content in contents.items()
        if not files.is_current(path, hashlib.sha256(base.encode() + content).hexdigest())
    }


def _put_in_place(files: SiteFiles, finished: dict[str, bytes], workers: Sequence[Worker]) -> tuple[int, int]:
    files.begin()
    written = sum(write_changed(files.site / path, content) for path, content in finished.items())
    written += sum(worker.write() for worker in workers)
    return written, files.finish()
