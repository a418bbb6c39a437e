"""An accepted issue to a branch with one new record; the working copy is left as it is."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from forms.forges.errors import HostError
from forms.forges.issue_text import Issue, ReadIssue, read_issue
from forms.submission.completing import complete
from forms.submission.publishing import Publishable
from forms.submission.sent import Sent
from site_builder.languages import ENGLISH, REQUIRED_LANGS
from site_builder.load.contract.forms import read_forms
from site_builder.load.git import GitError, git
from site_builder.model import Catalogue
from site_builder.records import Edition

DOMAIN = "issue.invalid"  # no person's address stands in the history


def publishable_of(issue: Issue, catalogue: Catalogue, day: date) -> Publishable:
    """Return the record that *issue* asks for as publication takes it: what a person asks, and no review.

    Args:
        catalogue: what stands in the repository.
        day: on which it is proposed; its reviewers may set another.

    Raises:
        HostError: no record can come of it.
    """
    read = read_issue(issue, catalogue.codes)
    if not read.tree:
        raise HostError("by_hand")
    edition = read.tree.get("edition", "")
    if read.form == "need":
        if not isinstance(edition, str) or catalogue.get(Edition, edition) is None:
            raise HostError("edition", {"edition": str(edition)[:40]})
        if read.tree.get("region") not in catalogue.codes["region"]:
            raise HostError("region")
    return _publishable(read, catalogue, day)


def _publishable(read: ReadIssue, catalogue: Catalogue, day: date) -> Publishable:
    title = read.tree.get("title")
    given = [lang for lang in REQUIRED_LANGS if isinstance(title, dict) and title.get(lang)]
    language = next(iter(given), ENGLISH)
    sent = Sent(read_forms()[read.form], language, "issue", read.tree)
    return Publishable(read.form, language, complete(sent, catalogue, day).tree)


def commit_file(root: Path, path: str, text: str, message: str, account: str) -> str:
    """Return a commit on the checked-out one that adds the file *path*; no ref names it, no file changes.

    Raises:
        HostError: git refused.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="jiebang-issue-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            blob = git(root, "hash-object", "-w", "--stdin", given=text)
            git(root, "read-tree", "HEAD", environment=index)
            git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", environment=index)
            tree = git(root, "write-tree", environment=index)
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", account), ("EMAIL", f"{account}@{DOMAIN}"))}  # fmt: skip
        return git(root, "commit-tree", tree, "-p", "HEAD", "-F", "-", environment=who, given=message)
    except GitError as error:
        raise HostError("push", {"why": str(error)}) from None
