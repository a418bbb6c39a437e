"""Every route of the desk with the action of the role table that it takes."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from forms.desk import deciding, editing, listing, manual, opening, review
from forms.desk.answers import site_styles, to_queue
from forms.desk.guards import Handler, PostHandler, post_page, read_page
from forms.desk.office import Office
from forms.desk.signing_in import account, oidc, second, signing

ASSETS = Path(__file__).parent / "assets"


class Page(NamedTuple):
    """A page that shows, and which action of ``roles.yml`` it takes."""

    path: str
    action: str
    handler: Handler


class FormRoute(NamedTuple):
    """A form that is sent, and which action of ``roles.yml`` it takes."""

    path: str
    action: str
    handler: PostHandler


PAGES = (
    Page("/desk", "list", listing.show_queue),
    Page("/desk/queue.csv", "export", listing.export_queue),
    Page("/desk/account", "account", account.show_account),
    Page("/desk/account/factor", "account", account.show_factor),
    Page("/desk/log", "audit", account.show_log),
    Page("/desk/s/{receipt}", "show", review.show),
    Page("/desk/s/{receipt}/compare", "show", review.compare),
    Page("/desk/s/{receipt}/edit", "edit_public", editing.show_edit),
)
FORMS = (
    FormRoute("/desk/sign-out", "list", signing.sign_out),
    FormRoute("/desk/account/password", "account", account.change_password),
    FormRoute("/desk/account/factor", "account", account.set_factor),
    FormRoute("/desk/account/recovery", "account", account.make_recovery),
    FormRoute("/desk/account/end", "account", account.end_session),
    FormRoute("/desk/assign", "assign", listing.assign_several),
    FormRoute("/desk/s/{receipt}/decide", "show", deciding.decide),
    FormRoute("/desk/s/{receipt}/reveal", "reveal", opening.reveal),
    FormRoute("/desk/s/{receipt}/attachments/{number}", "reveal", opening.attachment),
    FormRoute("/desk/s/{receipt}/edit", "edit_public", editing.save_edit),
    FormRoute("/desk/s/{receipt}/edit/open", "edit_public", editing.open_beside),
    FormRoute("/desk/s/{receipt}/publish", "publish", deciding.publish_it),
)
"""What a decision takes is looked up with it: ``actions.act`` asks the same table."""


def desk_routes(office: Office) -> list[BaseRoute]:
    """Return the routes of the desk."""
    pages = [Route(page.path, read_page(office, page.action, page.handler), methods=["GET"]) for page in PAGES]
    forms = [Route(form.path, post_page(office, form.action, form.handler), methods=["POST"]) for form in FORMS]
    return [
        Route("/", to_queue, methods=["GET"]),
        Route("/desk/assets/site.css", functools.partial(site_styles, office), methods=["GET"]),
        Route("/desk/sign-in", functools.partial(signing.show_sign_in, office), methods=["GET"]),
        Route("/desk/sign-in", functools.partial(signing.sign_in, office), methods=["POST"]),
        Route(second.PATH, functools.partial(second.show_code, office), methods=["GET"]),
        Route(second.PATH, functools.partial(second.send_code, office), methods=["POST"]),
        Route(oidc.START, functools.partial(oidc.to_provider, office), methods=["GET"]),
        Route(oidc.BACK, functools.partial(oidc.from_provider, office), methods=["GET"]),
        Route(manual.PATH, manual.to_first, methods=["GET"]),
        Route(f"{manual.PATH}/{{page}}", functools.partial(manual.show_manual, office), methods=["GET"]),
        Route(f"{manual.PATH}/online/{{name}}", manual.show_file, methods=["GET"]),
        *pages,
        *forms,
        Mount("/desk/assets", StaticFiles(directory=ASSETS)),
    ]
