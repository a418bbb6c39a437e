"""Serve site, forms and desk as one process; make what is missing on first start."""

from __future__ import annotations

import os
import sys
import threading
from datetime import datetime
from pathlib import Path

import click

from forms.commands.options import IDENTITY_VARIABLE, identity_in, inbox_option
from forms.inbox.keys import RECIPIENTS, identity_folder, make_first
from forms.inbox.repository import Repository
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import date_option, lang_option, require_repository, root_option, usage_error


@click.group()
def forms() -> None:
    """Receive submissions: forms and desk."""


@forms.command()
@root_option
@inbox_option
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--watch/--no-watch", "is_watching", default=True, help="Build the site again when records change.")
@date_option
@lang_option
def serve(
    root: Path, inbox_path: Path, port: int, host: str, is_watching: bool, day: datetime | None, lang: str
) -> None:
    """Serve site, forms and desk.

    The inbox and the first key file of the organisers are made on first start. With --date, the clock of the
    service starts on that day and runs on.

    Exit status: 0 stopped, 2 wrong usage or settings.
    """
    import uvicorn
    from starlette.routing import BaseRoute

    from forms.accounts.oidc import provider_from
    from forms.app import make_app
    from forms.desk.office import Office
    from forms.desk.routes import desk_routes
    from forms.intake.scan import NoScannerError
    from forms.mail.sending import SmtpServer
    from forms.web.service import Service
    from forms.web.settings import clock_from, settings_from
    from forms.web.site import Site
    from site_builder.commands.build import build_once
    from site_builder.publish.content import Content
    from site_builder.publish.serve import is_port_free, watch_records
    from site_builder.publish.settings import read_settings

    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    if not (root / "mkdocs.yml").is_file():
        raise usage_error(phrases, "build.no_settings")
    if not is_port_free(port):
        raise usage_error(phrases, "serve.port_taken", port=str(port))
    Repository(inbox_path)
    if made := make_first(inbox_path / RECIPIENTS, identity_folder()):
        echo(phrases.fill("serve_forms.made", {"file": made}))
    origins = frozenset(filter(None, (_origin(read_settings(root).site_url),)))
    try:
        settings = settings_from(root, inbox_path, origins, clock_from(day.date() if day else None))
    except NoScannerError:
        raise usage_error(phrases, "serve_forms.bad_scan") from None
    except ValueError:
        raise usage_error(phrases, "serve_forms.bad_hops") from None
    try:
        provider = provider_from()
    except ValueError as error:
        raise usage_error(phrases, "serve_forms.bad_oidc", name=str(error)) from None
    if settings.smtp_url:
        try:
            SmtpServer.at(settings.smtp_url)
        except ValueError:
            raise usage_error(phrases, "serve_forms.bad_smtp") from None
        if "@" not in settings.mail_from:
            raise usage_error(phrases, "serve_forms.bad_smtp")

    def build() -> Content | None:
        return build_once(root, phrases, settings.today(), is_clean=False, with_search=True, is_preview=True)

    echo(phrases["serve_forms.building"])
    built = build()
    if not built and not (root / "site" / "index.html").is_file():
        sys.exit(1)

    def desk_of(service: Service) -> list[BaseRoute]:
        office = Office(service.inbox, service.site, root, settings.clock, trusted_hops=settings.trusted_hops)
        office.identity = identity_in(Path(named), lang) if (named := os.environ.get(IDENTITY_VARIABLE)) else ""
        office.provider = provider
        office.rebuild = (lambda: None) if is_watching else build  # the watcher sees a publication by itself
        return desk_routes(office)

    app = make_app(settings, desk_of)
    site: Site = app.state.service.site
    if built:
        site.show(built)

    def rebuild() -> None:
        echo(phrases["serve_forms.changed"])
        if built := build():
            site.show(built)

    stop = threading.Event()
    if is_watching:
        threading.Thread(target=watch_records, args=(root, rebuild, stop), daemon=True).start()
    if host not in ("127.0.0.1", "::1", "localhost"):
        echo(phrases.fill("serve_forms.open", {"host": host}))
    echo(phrases.fill("serve_forms.ready", {"host": host, "port": port, "inbox": inbox_path}))
    try:
        uvicorn.run(
            app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
            timeout_keep_alive=15, limit_concurrency=500, proxy_headers=False,
        )  # fmt: skip
    finally:
        stop.set()


def _origin(site_url: str) -> str:
    return "/".join(site_url.split("/")[:3]) if site_url.startswith(("http://", "https://")) else ""
