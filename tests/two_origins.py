"""Site and desk as ``jiebang forms serve`` has them: one server, two ports, two names of this machine."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn

from forms.app import TwoOrigins, make_app
from forms.desk.app import make_desk
from forms.desk.office import Office
from forms.inbox.store import Inbox
from forms.web.hosts import hosts_from
from forms.web.settings import ServiceSettings
from tests.desks import NOW, DeskCase, account


class BothServed:
    """The site and the desk of *case*, with the accounts ``organizer`` and ``reviewer``."""

    def __init__(self, case: DeskCase, desk_url: str = "") -> None:
        hosts = hosts_from(("https://www.example.org",))
        app = make_app(ServiceSettings(case.root, case.inbox.repository.path, hosts=hosts, clock=lambda: NOW))
        service = app.state.service
        self.office = Office(Inbox.open(case.inbox.repository.path), service.site, case.root, lambda: NOW)
        self.office.accounts.put(account("organizer", "organizer"))
        self.office.accounts.put(account("reviewer", "reviewer"))
        site, desk = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
        site_port, self.port = site.getsockname()[1], desk.getsockname()[1]
        self.site, self.desk = f"http://127.0.0.1:{site_port}", f"http://localhost:{self.port}"
        self.office.site_url = self.site
        self.office.is_factor_required = False
        self.office.hosts = hosts_from((desk_url,))
        both = TwoOrigins(app, make_desk(self.office), self.port, desk_url)
        self._server = uvicorn.Server(uvicorn.Config(both, log_level="error", access_log=False))
        self._thread = threading.Thread(target=self._server.run, args=([site, desk],), daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)

    def stop(self) -> None:
        """End both."""
        self._server.should_exit = True
        self._thread.join()
