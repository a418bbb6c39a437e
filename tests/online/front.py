"""The files of ``docs/manual/online`` at work: nginx or Caddy as an organiser runs it, before the service."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.processes import running
from tests.service_process import ServiceProcess, free_ports
from tests.waiting import wait_until

ONLINE = Path(__file__).parents[2] / "docs/manual/online"
SITE, DESK = "www.example.org", "desk.example.org"
PROGRAMS = {
    kind: found
    for kind in ("nginx", "caddy")
    if (found := shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin"))
}
"""Those that this machine has, and where."""
# What Debian's own nginx.conf has around the file, with folders of the test in place of the system's.
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/front.log warn;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/received;
    proxy_temp_path {folder}/answered;
    fastcgi_temp_path {folder}/other;
    uwsgi_temp_path {folder}/other;
    scgi_temp_path {folder}/other;
    {file}
}}
"""


@dataclass(frozen=True)
class Front:
    """A proxy that runs: its ports, its log, and the certificate that browsers trust."""

    kind: str
    folder: Path
    http_port: int
    https_port: int
    trusted: Path

    @property
    def log(self) -> str:
        """Return what it has logged."""
        return (self.folder / "front.log").read_text(encoding="utf-8")

    @contextlib.contextmanager
    def browser(self, address: str = "127.0.0.1", **heads: str) -> Iterator[Browser]:
        """Yield a browser at the loopback *address*, which sends *heads* with every request."""
        context = ssl.create_default_context(cafile=self.trusted)
        transport = httpx.HTTPTransport(verify=context, local_address=address)
        with httpx.Client(transport=transport, headers=heads, timeout=120, trust_env=False) as client:
            yield Browser(self, client)


@dataclass(frozen=True)
class Browser:
    """Asks for names as if they were at port 443 of the real hosts."""

    front: Front
    client: httpx.Client

    def ask(self, method: str, name: str, path: str, **more: Any) -> httpx.Response:
        """Return the answer to a request by HTTPS."""
        heads = {"host": name, **more.pop("headers", {})}
        url, told = f"https://127.0.0.1:{self.front.https_port}{path}", {"sni_hostname": name}
        return self.client.request(method, url, headers=heads, extensions=told, **more)

    def get(self, name: str, path: str, **heads: str) -> httpx.Response:
        """Return the page *path* of the host *name*."""
        return self.ask("GET", name, path, headers=heads)

    def post(self, name: str, path: str, heads: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Return the answer to what a page of the host *name* itself sends."""
        return self.ask("POST", name, path, headers={"origin": f"https://{name}", **(heads or {})}, **more)

    def get_plain(self, name: str, path: str) -> httpx.Response:
        """Return the answer to a request without TLS."""
        return self.client.get(f"http://127.0.0.1:{self.front.http_port}{path}", headers={"host": name})


@contextlib.contextmanager
def front(kind: str, folder: Path, service: ServiceProcess) -> Iterator[Front]:
    """Yield the proxy *kind* before *service*, its files in *folder*."""
    folder.mkdir(parents=True)
    http_port, https_port = free_ports(2)
    trusted = write_certificate(folder)
    made = Front(kind, folder, http_port, https_port, trusted)
    write = {"nginx": _write_nginx, "caddy": _write_caddy}[kind]
    command, environment = write(made, service)
    with (
        (folder / "front.log").open("ab") as log,
        running(command, stdout=log, stderr=log, env=environment) as process,
    ):
        wait_until(lambda: process.poll() is not None or _answers(made))
        assert process.poll() is None, made.log
        yield made


def _write_nginx(made: Front, service: ServiceProcess) -> tuple[list[str], dict[str, str]]:
    text = (ONLINE / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"listen \[::\]:.*", "", text)  # a machine of the tests may have no IPv6
    text = re.sub(r"listen (\d+)", lambda found: f"listen 127.0.0.1:{_port(made, found[1])}", text)
    text = _with_places(text, made, service)
    user = "user root;" if os.getuid() == 0 else ""
    file = made.folder / "nginx.conf"
    file.write_text(AROUND.format(user=user, folder=made.folder, file=text), encoding="utf-8")
    log = str(made.folder / "front.log")  # also of what it says before it reads the file
    return [PROGRAMS["nginx"], "-e", log, "-c", str(file), "-p", str(made.folder)], dict(os.environ)


def _write_caddy(made: Front, service: ServiceProcess) -> tuple[list[str], dict[str, str]]:
    text = (ONLINE / "Caddyfile").read_text(encoding="utf-8").replace("# tls ", "tls ")
    own = f"{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port {made.http_port}\n\thttps_port {made.https_port}\n"
    text = _with_places(text.replace("{\n", own, 1), made, service)
    file = made.folder / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    homes = {name: str(made.folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    return [PROGRAMS["caddy"], "run", "--config", str(file), "--adapter", "caddyfile"], {**os.environ, **homes}


def _port(made: Front, number: str) -> int:
    return {"80": made.http_port, "443": made.https_port}[number]


def _with_places(text: str, made: Front, service: ServiceProcess) -> str:
    """Return *text* with the ports of *service* and the certificate of the test."""
    for written, real in (("127.0.0.1:8000", service.port), ("127.0.0.1:8001", service.desk_port)):
        assert written in text
        text = text.replace(written, f"127.0.0.1:{real}")
    return text.replace("/etc/jiebang/tls", str(made.folder))


def _answers(made: Front) -> bool:
    with made.browser() as browser, contextlib.suppress(httpx.TransportError):
        return browser.get(SITE, "/healthz").status_code == 200
    return False


def write_certificate(folder: Path) -> Path:
    """Write a certificate for both names, signed by itself, with its key; return it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(DESK)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    held = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(held)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "fullchain.pem"
