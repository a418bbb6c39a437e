"""Every route of the desk with the action of the role table that it takes."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from forms.desk import deciding, editing, listing, oidc, opening, review, signing
from forms.desk.answers import switched
from forms.desk.guards import Handler, PostHandler, post_page, read_page
from forms.desk.office import Office

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
    Page("/desk/s/{receipt}", "show", review.show),
    Page("/desk/s/{receipt}/compare", "show", review.compare),
    Page("/desk/s/{receipt}/edit", "edit_public", editing.show_edit),
)
FORMS = (
    FormRoute("/desk/sign-out", "list", signing.sign_out),
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
    """Return the routes of the desk, to be put before the static site."""
    pages = [Route(page.path, read_page(office, page.action, page.handler), methods=["GET"]) for page in PAGES]
    forms = [Route(form.path, post_page(office, form.action, form.handler), methods=["POST"]) for form in FORMS]
    return [
        Route("/{lang}/desk{rest:path}", switched, methods=["GET"]),
        Route("/desk/sign-in", functools.partial(signing.show_sign_in, office), methods=["GET"]),
        Route("/desk/sign-in", functools.partial(signing.sign_in, office), methods=["POST"]),
        Route(oidc.START, functools.partial(oidc.to_provider, office), methods=["GET"]),
        Route(oidc.BACK, functools.partial(oidc.from_provider, office), methods=["GET"]),
        *pages,
        *forms,
        Mount("/desk/assets", StaticFiles(directory=ASSETS)),
    ]
