"""The running service with its desk, each at an origin of its own, as ``jiebang forms serve`` has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from forms.desk.app import make_desk
from forms.desk.office import Office
from tests.desks import account
from tests.served import Served
from tests.service import Running


class RunningWithDesk(Running):
    """The service, and an organiser's account at its desk."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        super().__init__(folder, **changes)
        service = self.service
        self.office = Office(service.inbox, service.site, self.root, service.settings.clock, identity=self.identity)
        self.office.accounts.put(account("organizer", "organizer"))
        self.office.site_url = self.origin
        self.office.is_factor_required = False
        self._desk = Served(make_desk(self.office))
        self.desk_origin = self._desk.origin

    def desk_client(self) -> httpx.Client:
        """Return a client of the desk, which the caller closes."""
        heads = {"origin": self.desk_origin}
        return httpx.Client(base_url=self.desk_origin, headers=heads, timeout=60, trust_env=False)

    def stop(self) -> None:
        """Let the desk and the service end."""
        self._desk.stop()
        super().stop()
