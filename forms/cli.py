"""The command line: all commands of ``site_builder``, and those that handle submissions."""

from __future__ import annotations

from pathlib import Path

from site_builder.cli import COMMANDS, group_of
from site_builder.commands.lazy import LazyCommand

FORMS_COMMANDS = {
    "backup": LazyCommand("forms.commands.backup", "backup", is_private=True),
    "desk": LazyCommand("forms.commands.desk_sessions", "desk", is_private=True),
    "doctor": LazyCommand("forms.commands.doctor", "doctor"),
    "edition": LazyCommand("forms.commands.edition", "edition"),
    "forms": LazyCommand("forms.commands.serve", "forms", is_private=True),
    "import": LazyCommand("forms.commands.import_", "import_", is_private=True),
    "init": LazyCommand("forms.commands.init", "init"),
    "inbox": LazyCommand("forms.commands.inbox", "inbox", is_private=True),
    "issue-forms": LazyCommand("forms.commands.issue_forms", "issue_forms_group"),
    "keys": LazyCommand("forms.commands.keys", "keys", is_private=True),
    "pull-request": LazyCommand("forms.commands.pull_request", "pull_request", is_private=True),
    "restore": LazyCommand("forms.commands.backup", "restore", is_private=True),
    "template": LazyCommand("forms.commands.template", "template"),
}
STRINGS = Path(__file__).parent / "strings"

cli = group_of({**COMMANDS, **FORMS_COMMANDS}, STRINGS)

if __name__ == "__main__":
    cli()
