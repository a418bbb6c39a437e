"""The organiser's settings, read from ``mkdocs.yml``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from site_builder.derive.forms import FormSettings
from site_builder.model import Text


class SettingsError(Exception):
    """``mkdocs.yml`` cannot be used; the message is the engine's."""


@dataclass(frozen=True)
class Settings:
    """What an organiser may set without touching code."""

    name: Text
    show_examples: bool
    licence_name: str
    licence_url: str
    site_url: str
    forms: FormSettings
    file: Path
    mkdocs: Any  # the whole file, for the theme
    digest: str


def read_settings(root: Path) -> Settings:
    """Return the settings of the repository at *root*.

    Raises:
        FileNotFoundError: there is no ``mkdocs.yml``.
        SettingsError: it does not parse, or is not a mapping.
    """
    file = root / "mkdocs.yml"
    raw = file.read_bytes()
    try:
        tree = yaml_load(raw.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, MkDocsException) as error:
        raise SettingsError(str(error)) from None
    extra = _mapping(tree, "extra")
    own = _mapping(extra, "jiebang")
    name, licence = _mapping(own, "name"), _mapping(own, "licence")
    site_name = str(tree.get("site_name") or "jiebang")
    return Settings(
        name=Text(zh=name.get("zh", site_name), en=name.get("en", site_name)),
        show_examples=bool(own.get("show_examples", True)),
        licence_name=licence.get("name", ""),
        licence_url=licence.get("url", ""),
        site_url=(tree.get("site_url") or "").rstrip("/"),
        forms=FormSettings(str(extra.get("forms_url") or ""), extra.get("forms") is not False),
        file=file,
        mkdocs=tree,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _mapping(tree: Any, key: str) -> dict[str, Any]:
    value = (tree or {}).get(key) or {}
    if not isinstance(value, dict):
        raise SettingsError(f"mkdocs.yml: {key} should be a mapping")
    return value
