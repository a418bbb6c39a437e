"""The command line: all commands of ``site_builder``, and those that handle submissions."""

from __future__ import annotations

from site_builder.cli import COMMANDS, group_of
from site_builder.commands.lazy import LazyCommand

FORMS_COMMANDS = {
    "backup": LazyCommand("forms.commands.backup", "backup", "Write the whole inbox to a file.", is_private=True),
    "desk": LazyCommand("forms.commands.desk_sessions", "desk", "Manage the accounts of the desk.", is_private=True),
    "doctor": LazyCommand("forms.commands.doctor", "doctor", "Say what is set and what is missing."),
    "edition": LazyCommand("forms.commands.edition", "edition", "Open the next edition, close one."),
    "forms": LazyCommand("forms.commands.serve", "forms", "Receive submissions: forms and desk.", is_private=True),
    "import": LazyCommand(
        "forms.commands.import_", "import_", "Put the rows of a file into the inbox.", is_private=True
    ),
    "init": LazyCommand("forms.commands.init", "init", "Begin a challenge of your own."),
    "inbox": LazyCommand("forms.commands.inbox", "inbox", "Review and publish what came in.", is_private=True),
    "issue-forms": LazyCommand(
        "forms.commands.issue_forms", "issue_forms_group", "Write issue forms, make records of issues."
    ),
    "keys": LazyCommand("forms.commands.keys", "keys", "Manage who can open what is sealed.", is_private=True),
    "pull-request": LazyCommand(
        "forms.commands.pull_request", "pull_request", "Answer a pull request.", is_private=True
    ),
    "restore": LazyCommand(
        "forms.commands.backup", "restore", "Put the inbox of a backup in its place.", is_private=True
    ),
    "template": LazyCommand("forms.commands.template", "template", "Write a workbook to collect records in."),
}

cli = group_of({**COMMANDS, **FORMS_COMMANDS})

if __name__ == "__main__":
    cli()
