"""The organiser's settings, read from ``mkdocs.yml``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from site_builder.model import Text


@dataclass(frozen=True)
class Settings:
    """What an organiser may set without touching code."""

    name: Text
    show_examples: bool
    licence_name: str
    licence_url: str
    site_url: str
    mkdocs: Any  # the whole file, for the theme
    digest: str


def read_settings(root: Path) -> Settings:
    """Return the settings of the repository at *root*.

    Raises:
        FileNotFoundError: there is no ``mkdocs.yml``.
    """
    raw = (root / "mkdocs.yml").read_bytes()
    tree = yaml.safe_load(raw)
    own = tree.get("extra", {}).get("jiebang", {})
    name = own.get("name") or {}
    licence = own.get("licence") or {}
    return Settings(
        name=Text(zh=name.get("zh", tree["site_name"]), en=name.get("en", tree["site_name"])),
        show_examples=own.get("show_examples", True),
        licence_name=licence.get("name", ""),
        licence_url=licence.get("url", ""),
        site_url=(tree.get("site_url") or "").rstrip("/"),
        mkdocs=tree,
        digest=hashlib.sha256(raw).hexdigest(),
    )
