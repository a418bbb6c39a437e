"""The organiser's settings, read from ``mkdocs.yml``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from site_builder.derive.forms import FormSettings
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text
from site_builder.publish.digests import digest_of
from site_builder.publish.palette import Palette, UnknownColourError, palette_of


class SettingsError(Exception):
    """``mkdocs.yml`` cannot be used; the message is the engine's."""


class UnknownPrimaryError(SettingsError):
    """``theme.palette.primary`` is no colour; the message is what it says."""


class LackingWordsError(SettingsError):
    """A language that is added does not say everything; ``lacking`` has the keys by file."""

    def __init__(self, lacking: Mapping[str, tuple[str, ...]]) -> None:
        """Hold what is *lacking*, as ``lacking_words`` tells it."""
        super().__init__("; ".join(lacking))
        self.lacking = lacking


@dataclass(frozen=True)
class Settings:
    """What an organiser may set without touching code."""

    name: Text
    show_examples: bool
    licence_name: str
    licence_url: str
    site_url: str
    forms: FormSettings
    palette: Palette
    file: Path
    mkdocs: Any  # the whole file, for the theme
    digest: str


def read_settings(root: Path) -> Settings:
    """Return the settings of the repository at *root*.

    Raises:
        FileNotFoundError: there is no ``mkdocs.yml``.
        SettingsError: it does not parse, or is not a mapping.
        UnknownPrimaryError: the primary colour is none.
    """
    file = root / "mkdocs.yml"
    tree = _read(file)
    extra = _mapping(tree, "extra")
    own = _mapping(extra, "jiebang")
    name, licence = _mapping(own, "name"), _mapping(own, "licence")
    site_name = str(tree.get("site_name") or "jiebang")
    return Settings(
        name=Text({**dict.fromkeys(REQUIRED_LANGS, site_name), **name}),
        show_examples=bool(own.get("show_examples", True)),
        licence_name=licence.get("name", ""),
        licence_url=licence.get("url", ""),
        site_url=(tree.get("site_url") or "").rstrip("/"),
        forms=FormSettings(str(extra.get("forms_url") or ""), extra.get("forms") is not False),
        palette=_palette(tree),
        file=file,
        mkdocs=tree,
        digest=digest_of(file.read_text(encoding="utf-8"), json.dumps(tree, default=_name_of)),
    )


def _read(file: Path) -> Any:
    """Return what *file* says; the engine is asked only for what is its own: tags, and files that inherit."""
    try:
        tree = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if not isinstance(tree, dict) or "INHERIT" not in tree:
            return tree or {}
    except yaml.YAMLError:
        pass
    except UnicodeDecodeError as error:
        raise SettingsError(str(error)) from None
    from site_builder.publish.engine import read_yaml

    return read_yaml(file)


def _palette(tree: Any) -> Palette:
    theme = (tree or {}).get("theme")
    try:
        return palette_of(theme.get("palette") if isinstance(theme, dict) else None)
    except UnknownColourError as error:
        raise UnknownPrimaryError(str(error)) from None


def _name_of(value: object) -> str:
    """Return the name of *value*, which only an extension of the engine understands."""
    return f"{type(value).__qualname__} {getattr(value, '__qualname__', '')}"


def _mapping(tree: Any, key: str) -> dict[str, Any]:
    value = (tree or {}).get(key) or {}
    if not isinstance(value, dict):
        raise SettingsError(f"mkdocs.yml: {key} should be a mapping")
    return value
