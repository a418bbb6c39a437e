"""An accepted issue to a branch with one new record; the working copy is left as it is."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from forms.hosts.errors import HostError
from forms.hosts.issue_text import Issue, Read, read_issue
from forms.submission.completing import complete
from forms.submission.publishing import Publishable
from forms.submission.sent import Sent
from site_builder.load.forms import read_forms
from site_builder.model import Catalogue

DOMAIN = "issue.invalid"  # no person's address stands in the history


def publishable_of(issue: Issue, catalogue: Catalogue, day: date) -> Publishable:
    """Return the record that *issue* asks for as publication takes it: what a person asks, and no review.

    Args:
        catalogue: what stands in the repository.
        day: on which it is proposed, Asia/Shanghai; its reviewers may set another.

    Raises:
        HostError: no record can come of it.
    """
    read = read_issue(issue, catalogue.codes)
    if not read.tree:
        raise HostError("by_hand")
    edition = read.tree.get("edition", "")
    if read.form == "need":
        if not isinstance(edition, str) or catalogue.get("edition", edition) is None:
            raise HostError("edition", {"edition": str(edition)[:40]})
        if read.tree.get("region") not in catalogue.codes["region"]:
            raise HostError("region")
    return _publishable(read, catalogue, day)


def _publishable(read: Read, catalogue: Catalogue, day: date) -> Publishable:
    title = read.tree.get("title")
    language = "zh" if isinstance(title, dict) and title.get("zh") else "en"
    sent = Sent(read_forms()[read.form], language, "issue", read.tree)
    return Publishable(read.form, language, complete(sent, catalogue, day).tree)


def commit_file(root: Path, path: str, text: str, message: str, account: str) -> str:
    """Return a commit on the checked-out one that adds the file *path*; no ref names it, no file changes.

    Raises:
        HostError: git refused.
    """
    with tempfile.TemporaryDirectory(prefix="jiebang-issue-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        blob = _git(root, "hash-object", "-w", "--stdin", given=text)
        _git(root, "read-tree", "HEAD", environment=index)
        _git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", environment=index)
        tree = _git(root, "write-tree", environment=index)
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", account), ("EMAIL", f"{account}@{DOMAIN}"))}  # fmt: skip
    return _git(root, "commit-tree", tree, "-p", "HEAD", "-F", "-", environment=who, given=message)


def _git(root: Path, *words: str, environment: Mapping[str, str] | None = None, given: str = "") -> str:
    done = subprocess.run(
        ["git", *words],
        cwd=root,
        input=given.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
    )
    if done.returncode:
        raise HostError("push", {"why": done.stderr.decode("utf-8", "replace").strip()})
    return done.stdout.decode("utf-8", "replace").strip()
