"""The organiser's settings, read from ``mkdocs.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from site_builder.derive.forms import FormSettings
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.zones import SETTINGS, read_zone
from site_builder.model import Text
from site_builder.problems import Problem
from site_builder.publish.digests import digest_of
from site_builder.publish.palette import Palette, UnknownColourError, palette_of
from site_builder.validate.settings import check_settings


class SettingsError(Exception):
    """``mkdocs.yml`` cannot be used; the message is the engine's."""


class RefusedSettingsError(SettingsError):
    """``mkdocs.yml`` sets what it may not; each *problem* has its line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the *problems*."""
        super().__init__(", ".join(f"{one.path}:{one.line} [{one.code}] {one.where}" for one in problems))
        self.problems = problems


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
    words: Mapping[str, Text]  # the organiser's own by the key of the phrase that they stand for
    show_examples: bool
    licence_name: str
    licence_url: str
    site_url: str
    zone: ZoneInfo
    forms: FormSettings
    palette: Palette
    file: Path
    mkdocs: Any  # the whole file, for the theme
    digest: str


def read_settings(root: Path) -> Settings:
    """Return the settings of the repository at *root*.

    Raises:
        FileNotFoundError: there is no ``mkdocs.yml``.
        RefusedSettingsError: it does not parse, or sets what it may not (see ``check_settings``).
        UnknownPrimaryError: the primary colour is none.
    """
    if problems := tuple(check_settings(root)):
        raise RefusedSettingsError(problems)
    file = root / SETTINGS
    text = file.read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=yaml.CSafeLoader)
    extra = _mapping(tree, "extra")
    own = _mapping(extra, "jiebang")
    name, licence = _mapping(own, "name"), _mapping(own, "licence")
    site_name = str(tree.get("site_name") or "jiebang")
    return Settings(
        name=Text(
            {**dict.fromkeys(REQUIRED_LANGS, site_name), **{lang: text for lang, text in name.items() if text}}
        ),
        words={f"home.{key}": Text(said) for key, said in _mapping(own, "home").items() if said},
        show_examples=bool(own.get("show_examples", True)),
        licence_name=str(licence.get("name") or ""),
        licence_url=licence.get("url") or "",
        site_url=(tree.get("site_url") or "").rstrip("/"),
        zone=read_zone(root),
        forms=FormSettings(
            str(extra.get("forms_url") or ""),
            extra.get("forms") is not False,
            desk_url=str(extra.get("desk_url") or ""),
        ),
        palette=_palette(tree),
        file=file,
        mkdocs=tree,
        digest=digest_of(text),
    )


def _palette(tree: Mapping[str, Any]) -> Palette:
    theme = tree.get("theme")
    try:
        return palette_of(theme.get("palette") if isinstance(theme, dict) else None)
    except UnknownColourError as error:
        raise UnknownPrimaryError(str(error)) from None


def _mapping(tree: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return tree.get(key) or {}
