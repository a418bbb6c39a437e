"""Serve site, forms and desk as one process; make what is missing on first start."""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import click

from forms.commands.options import IDENTITY_VARIABLE, identity_in, may_inbox_option, refuse_no_inbox, was_named
from forms.inbox.layout import is_inbox
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, identity_folder, make_first
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    cache_option,
    date_option,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.text_forms.addresses import ascii_address, mail_address


@click.group()
def forms() -> None:
    """Receive submissions: forms and desk."""


@forms.command()
@may_inbox_option
@root_option
@click.option("--port", default=8000, show_default=True)
@click.option("--desk-port", type=int, default=None)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--watch/--no-watch", "is_watching", default=True)
@cache_option
@date_option
@lang_option
def serve(
    root: Path,
    inbox_path: Path,
    port: int,
    desk_port: int | None,
    host: str,
    is_watching: bool,
    day: datetime | None,
    lang: str,
) -> None:
    """Serve site, forms and desk."""
    import uvicorn

    from forms.accounts.oidc import provider_from
    from forms.app import TwoOrigins, make_app
    from forms.desk.app import make_desk
    from forms.desk.office import Office
    from forms.intake.scan import NoScannerError
    from forms.mail.sending import SmtpServer
    from forms.web.connections import server_options
    from forms.web.service import Service
    from forms.web.settings import clock_from, hosts_named, is_factor_optional, settings_from
    from forms.web.site import Site
    from site_builder.commands.build import build_once
    from site_builder.load.zones import read_zone
    from site_builder.publish.content import Content
    from site_builder.publish.serve import is_port_free, watch_days, watch_records
    from site_builder.publish.settings import SettingsError, read_settings

    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    if not (root / "mkdocs.yml").is_file():
        raise usage_error(phrases, "build.no_settings")
    desk_port = port + 1 if desk_port is None else desk_port
    if not is_port_free(port):
        raise usage_error(phrases, "serve.port_taken", port=str(port))
    if port == desk_port or not is_port_free(desk_port):
        raise usage_error(phrases, "serve_forms.desk_port_taken", port=str(desk_port))
    if was_named("inbox_path") and not is_inbox(inbox_path):
        refuse_no_inbox(phrases, inbox_path)  # a slip of the pen would begin a second inbox
    make_repository(inbox_path)
    if made := make_first(inbox_path / RECIPIENTS, identity_folder()):
        echo(phrases.fill("serve_forms.made", {"file": made}))
    try:
        found = read_settings(root)
    except SettingsError as error:
        raise usage_error(phrases, "build.bad_settings", why=str(error)) from None
    site_url, forms_url = found.site_url, found.forms.url
    origins = frozenset(filter(None, (_origin(ascii_address(site_url)),)))
    try:
        hosts = hosts_named((site_url, forms_url), host)
    except ValueError as error:
        raise usage_error(phrases, "serve_forms.bad_host", address=str(error)) from None
    try:
        settings = settings_from(
            root, inbox_path, origins, clock_from(day.date() if day else None, read_zone(root)), hosts
        )
    except NoScannerError:
        raise usage_error(phrases, "serve_forms.bad_scan") from None
    except ValueError:
        raise usage_error(phrases, "serve_forms.bad_hops") from None
    desk_url = settings.desk_url
    if desk_url and _origin(desk_url) != desk_url:
        raise usage_error(phrases, "serve_forms.bad_desk_url")
    desk_hosts = hosts_named((desk_url,), host)
    try:
        provider = provider_from()
    except ValueError as error:
        raise usage_error(phrases, "serve_forms.bad_oidc", name=str(error)) from None
    if settings.smtp_url:
        try:
            SmtpServer.at(settings.smtp_url)
        except ValueError:
            raise usage_error(phrases, "serve_forms.bad_smtp") from None
        if not all(map(mail_address, (settings.mail_from, *settings.mail_to))):
            raise usage_error(phrases, "serve_forms.bad_mail")

    def build() -> Content | None:
        return build_once(root, phrases, settings.today(), is_clean=False, with_search=True, is_preview=True)

    echo(phrases["serve_forms.building"])
    began_on = settings.today()
    built = build()
    if not built and not (root / "site" / "index.html").is_file():
        sys.exit(1)

    app = make_app(settings)
    service: Service = app.state.service
    site: Site = service.site

    def office_of() -> Office:
        office = Office(
            service.inbox, site, root, settings.clock, trusted_hops=settings.trusted_hops, code_clock=time.time
        )
        office.identity = identity_in(Path(named), lang) if (named := os.environ.get(IDENTITY_VARIABLE)) else ""
        office.provider = provider
        office.is_factor_required = not is_factor_optional()
        office.rebuild = (lambda: None) if is_watching else build  # the watcher sees a publication by itself
        office.hosts = desk_hosts
        office.bounds = settings.bounds
        office.site_url = site_url if desk_url and site_url else f"http://{host}:{port}"
        return office

    both = TwoOrigins(app, make_desk(office_of()), desk_port, desk_url)
    if built:
        site.show(built)

    def rebuild() -> None:
        echo(phrases["serve_forms.changed"])
        if built := build():
            site.show(built)

    stop = threading.Event()
    threading.Thread(target=watch_days, args=(began_on, settings.today, rebuild, stop), daemon=True).start()
    if is_watching:
        threading.Thread(target=watch_records, args=(root, rebuild, stop), daemon=True).start()
    if host not in ("127.0.0.1", "::1", "localhost"):
        echo(phrases.fill("serve_forms.open", {"host": host, "names": ", ".join(sorted(hosts.names))}))
    shown = {"site": f"http://{host}:{port}/", "desk": desk_url or f"http://{_apart(host)}:{desk_port}/"}
    echo(phrases.fill("serve_forms.ready", {**shown, "inbox": inbox_path}))
    options = server_options(settings.trusted_hops, settings.bounds)
    configs = [uvicorn.Config(both, host=host, port=one, log_level="warning", **options) for one in (port, desk_port)]
    sockets = [config.bind_socket() for config in configs]
    try:
        uvicorn.Server(configs[0]).run(sockets=sockets)
    finally:
        stop.set()


def _apart(host: str) -> str:
    """Return the name by which a browser on this machine asks for the desk: cookies know no ports, but names."""
    return "localhost" if host == "127.0.0.1" else host


def _origin(site_url: str) -> str:
    return "/".join(site_url.split("/")[:3]) if site_url.startswith(("http://", "https://")) else ""
