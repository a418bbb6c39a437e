"""What a form is made of: inputs, options to choose, and groups of inputs; each with its words in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One value to choose; ``group`` is the name of what it belongs to, e.g. a province.

    ``spoken`` is the language of the name, where that is not the one of the form.
    """

    code: str
    name: str
    group: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Related:
    """How an input hangs together with others of the form, for the script and in words.

    ``when`` is ``field=value``, the choice with which it is needed, and ``note`` says so; ``within`` the field whose
    value begins those that may be chosen; ``after`` the day that comes before; ``is_later`` a day not past.
    """

    when: str = ""
    note: str = ""
    within: str = ""
    after: str = ""
    is_later: bool = False


@dataclass(frozen=True)
class Control:
    """One input. ``values`` are what it holds; a code list of many values holds several."""

    kind: str
    name: str
    label: str
    help: str
    mark: str
    is_required: bool = False
    limit: int = 0
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    lang: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None
    complete: str = ""
    lines: int = 1
    related: Related = Related()

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return id_of(self.name)

    @property
    def value(self) -> str:
        """Return the one value, or nothing."""
        return self.values[0] if self.values else ""

    @property
    def is_touched(self) -> bool:
        """Return whether something stands in it or is wrong with it."""
        return bool(self.values or self.problems)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """Return the options by group, in order."""
        found: dict[str, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return tuple((name, tuple(options)) for name, options in found.items())


@dataclass(frozen=True)
class Group:
    """Several controls under one name: ``pair`` (languages), ``struct``, ``words``, ``rows`` and each ``row``.

    ``spoken`` is the language of the label, where that is not the one of the form.
    """

    kind: str
    name: str
    label: str
    help: str
    mark: str
    items: tuple[Control | Group, ...]
    is_required: bool = False
    problems: tuple[str, ...] = ()
    note: str = ""
    is_fixed: bool = False
    spoken: str = ""
    most: int = 0
    related: Related = Related()

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return id_of(self.name)

    @property
    def is_touched(self) -> bool:
        """Return whether something stands in it or is wrong with it."""
        return bool(self.problems) or any(item.is_touched for item in self.items)


Item = Control | Group


def id_of(name: str) -> str:
    """Return the id of the element for field *name*: ``f-title-zh``."""
    return "f-" + name.replace(".", "-").replace("_", "-")
