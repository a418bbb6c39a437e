"""Issue forms as GitHub and Gitea read them, written from the form definitions and the schemas.

Source:
    docs.github.com, "Syntax for issue forms", "Syntax for GitHub's form schema" and "Common validation errors when
    creating issue forms"; docs.gitea.com, "Issue and Pull Request Templates"; ``modules/issue/template`` of Gitea.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from forms.forges.questions import CHECKBOXES, DROPDOWN, FORMS, Part, Question, parts_of, said
from site_builder.load.contract.forms import read_forms
from site_builder.model import CodeLists

HOSTS = ("github", "gitea")
FOLDERS = {"github": ".github/ISSUE_TEMPLATE", "gitea": ".gitea/issue_template"}
HEAD = "# Written by `jiebang issue-forms write` from forms/definitions and site_builder/schemas; not by hand.\n"


def issue_forms(host: str, codes: CodeLists) -> Mapping[str, str]:
    """Return the text of each issue form by file name.

    Args:
        host: one of ``HOSTS``; Forgejo reads those of ``gitea``.
        codes: the code lists, those of the repository among them.
    """
    found = {f"{name}.yml": _text(_form(name, host, codes)) for name in FORMS}
    return {**found, "config.yml": _text({"blank_issues_enabled": True})}


def _form(name: str, host: str, codes: CodeLists) -> dict[str, Any]:
    form = read_forms()[name]
    about = "about" if host == "gitea" else "description"
    body: list[dict[str, Any]] = [_markdown(said("hosts.public_warning"))]
    for part in parts_of(name, codes):
        body += [_markdown(_heading(part)), *(_element(question, host) for question in part.questions)]
    return {
        "name": f"{form.label['zh']} / {form.label['en']}",
        about: said(f"hosts.about.{name}"),
        "title": f"[{name}] ",
        "labels": [name],
        "body": body,
    }


def _heading(part: Part) -> str:
    return f"## {part.heading}\n\n{part.help}" if part.help else f"## {part.heading}"


def _markdown(text: str) -> dict[str, Any]:
    return {"type": "markdown", "attributes": {"value": text}}


def _element(question: Question, host: str) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.label}
    if question.help:
        attributes["description"] = question.help
    if question.kind == DROPDOWN:
        attributes["options"] = list(question.options)
        if question.is_multiple:
            attributes["multiple"] = True
    if question.kind == CHECKBOXES:
        attributes["options"] = [
            {"label": shown, "required": True} if question.is_required else {"label": shown}
            for shown in question.options
        ]
    validations: dict[str, Any] = {}
    if question.is_required and question.kind != CHECKBOXES:
        validations["required"] = True
    if host == "gitea" and question.spec and question.spec.type == "integer":
        validations["is_number"] = True
    element = {"type": question.kind, "id": question.id, "attributes": attributes}
    return {**element, "validations": validations} if validations else element


class _Dumper(yaml.SafeDumper):
    """Writes no anchors, and texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return true, so that no anchors and aliases are written."""
        return True


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block)


def _text(tree: Mapping[str, Any]) -> str:
    written = yaml.dump(dict(tree), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096)
    return HEAD + written
