"""The running service with its desk, as one application."""

from __future__ import annotations

from starlette.routing import BaseRoute

from forms.desk.office import Office
from forms.desk.routes import desk_routes
from forms.web.service import Service
from tests.desks import account
from tests.service import Running


class RunningWithDesk(Running):
    """The service, and an organiser's account at its desk."""

    office: Office

    def more_routes(self, service: Service) -> list[BaseRoute]:
        """Return the routes of the desk."""
        self.office = Office(service.inbox, service.site, self.root, service.settings.clock, identity=self.identity)
        self.office.accounts.put(account("organizer", "organizer"))
        return desk_routes(self.office)
