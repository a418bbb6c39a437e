"""Builds the site of a repository: check, derive, render, check for leaks, and only then put in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from site_builder.derive.chain.awards import award_names
from site_builder.languages import LANGS
from site_builder.load.collector import paused_collector
from site_builder.load.lock import locked
from site_builder.load.pages import written_addresses
from site_builder.problems import Problem
from site_builder.publish.cache import read_known_records, write_known_records
from site_builder.publish.cache_folder import cache_folder
from site_builder.publish.content import Content, content_of
from site_builder.publish.current import is_index_current, write_current
from site_builder.publish.digests import Digester, digest_of
from site_builder.publish.extras import extra_file, extra_inputs
from site_builder.publish.files import SiteFiles, readable_by_all, write_changed
from site_builder.publish.inputs import code_digest, digest_of_all, taxonomy_digest, template_digest
from site_builder.publish.languages import LanguageJob, Worker, output_of, workers_for
from site_builder.publish.leak import allowed_contacts, check_output, check_sources
from site_builder.publish.search import write_search_index
from site_builder.publish.secrets import UnreadableSecretsError, read_secrets
from site_builder.publish.settings import RefusedSettingsError, read_settings
from site_builder.validate.history.log import LOG_CODES
from site_builder.validate.repository import check_repository


@dataclass(frozen=True)
class Built:
    """What a build did; where the site was put in place, ``problems`` is empty and ``content`` is what it shows."""

    problems: Sequence[Problem]
    content: Content | None = None
    written: int = 0
    removed: int = 0

    @property
    def pages(self) -> int:
        """Return how many pages of records the site has, in all languages."""
        return len(self.content.pages) * len(LANGS) if self.content else 0


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
        day: calendar day of the challenge for which stages and deadlines are shown.
        is_clean: forget the cache and build everything.
        with_search: also write the search index where pages changed.
        is_preview: show records that the publication log does not name yet; organisers run the log when they merge.
        say: told what is going on (a key of the phrases), for a person who waits.

    Raises:
        CacheError: others may write the cache.
        SettingsError: the engine cannot use ``mkdocs.yml``.
    """
    root = root.resolve()  # MkDocs takes relative folders from its own file
    site, cache = root / "site", cache_folder(root)
    with locked(root), readable_by_all():
        if is_clean:
            shutil.rmtree(cache, ignore_errors=True)
            cache = cache_folder(root)
        made_from = digest_of_all(root, day, is_preview=is_preview)  # before any of it is read
        with paused_collector():
            built = _build_pages(
                root, day, SiteFiles.open(site, cache), say, LOG_CODES if is_preview else frozenset()
            )
        if with_search and not built.problems and not is_index_current(site, cache):
            say("progress.search")
            write_search_index(site, cache)
        if made_from and built.content:
            write_current(cache, made_from, built.pages, built.content.settings.palette.too_light)
    return built


def _build_pages(
    root: Path, day: date, files: SiteFiles, say: Callable[[str], None], forgiven: frozenset[str]
) -> Built:
    try:
        settings = read_settings(root)
    except RefusedSettingsError as error:
        return Built(error.problems)
    say("progress.check")
    known = read_known_records(files.cache, root)
    checked = check_repository(root, day, known)
    if any(problem.code not in forgiven for problem in checked.errors):
        return Built(checked.problems)
    if checked.read != known:
        write_known_records(files.cache, root, checked.read)
    try:
        secrets = read_secrets(checked.catalogue)
    except UnreadableSecretsError as error:
        return Built(error.problems)
    content = content_of(root, settings, checked.catalogue, day)
    allowed = allowed_contacts(content.catalogue)
    written, named = written_addresses(root), award_names(content.catalogue)
    common = LanguageJob(
        "", (), content.catalogue.codes, content.theme, files.site, secrets, allowed, settings.words, written, named
    )
    # what all pages rest on
    texts = (code_digest(), template_digest(), taxonomy_digest(root), settings.digest)
    base = digest_of(*texts, secrets, allowed, sorted(written), sorted(named.items()))
    jobs = list(_jobs(common, content, files, base))
    workers = workers_for(jobs)
    finished = _finished_files(
        content, files, base, digest_of(secrets.everywhere, secrets.sealed, secrets.settings, allowed)
    )
    say("progress.render")
    leaks = [*check_sources(root, checked.catalogue, secrets), *_leaks(common, finished, workers)]
    if leaks:
        for worker in workers:
            worker.stop()
        return Built(sorted(leaks))
    if not finished and not any(job.pages for job in jobs) and files.wanted == files.known:
        return Built((), content)
    return Built((), content, *_put_in_place(files, finished, workers))


def _jobs(common: LanguageJob, content: Content, files: SiteFiles, base: str) -> Iterator[LanguageJob]:
    """Yield *common* for each language with the pages whose inputs changed; *base* digests what all pages rest on."""
    digester = Digester()
    pages = [
        (page, digester.digest_of(base, page.path, page.template, page.always, page.facts)) for page in content.pages
    ]
    shells = {key: digest_of(shell.pieces) for key, shell in content.theme.shells.items()}
    for lang in LANGS:
        stale = tuple(
            page
            for page, digest in pages
            if not files.is_current(output_of(lang, page.path), digest_of(digest, shells[lang, *page.shell]))
        )
        yield replace(common, lang=lang, pages=stale)


def _finished_files(content: Content, files: SiteFiles, base: str, secrets: str) -> dict[str, bytes]:
    """Return the files that need no records and changed: assets, hand-written pages, the root page, the 404.

    *base* digests what all pages rest on, *secrets* what the leak check looks for and lets pass.
    """
    drawn = {path: file.read_bytes() for path, file in content.theme.files.items()}
    changed = {path: file for path, file in drawn.items() if not files.is_current(path, digest_of(secrets, file))}
    pages = tuple(files.wanted)
    for path, inputs in extra_inputs(content.settings, pages).items():
        if not files.is_current(path, digest_of(base, inputs)):
            changed[path] = extra_file(path, content.settings, pages)
    return changed


def _leaks(common: LanguageJob, finished: Mapping[str, bytes], workers: Sequence[Worker]) -> Iterator[Problem]:
    """Yield what the *finished* files and the pages of *workers*, all rendered now, would tell and must not."""
    secrets = common.secrets
    for path, file in finished.items():
        if path.endswith(".html"):
            yield from check_output(
                path, file.decode(), secrets.everywhere, common.allowed, secrets.sealed, secrets.settings
            )
    yield from chain.from_iterable(worker.leaks() for worker in workers)


def _put_in_place(files: SiteFiles, finished: dict[str, bytes], workers: Sequence[Worker]) -> tuple[int, int]:
    files.begin()
    written = sum(write_changed(files.site / path, content) for path, content in finished.items())
    written += sum(worker.write() for worker in workers)
    return written, files.finish()
