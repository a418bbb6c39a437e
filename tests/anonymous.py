"""A need whose owner stays anonymous: what is public of it, what is sealed, and where it is published."""

from __future__ import annotations

from pathlib import Path

from forms.model import Submission, Tree
from tests.desks import DeskCase, approved, need_tree, new_case

NEED = "cic2026-31-0103"
NEED_PATH = f"needs/cic2026/{NEED}.yml"
OWNER = "临港某精密装备制造有限公司"
CONTACT: Tree = {"name": "联系人甲", "phone": "13800000000", "email": "jia@example.org"}


def anonymous_need(applicant: str = OWNER, summary: str = "需求方寻找一体化装备。") -> Submission:
    """Return the need of *applicant*, who is named in the sealed part only."""
    tree = {name: value for name, value in need_tree().items() if name != "owner"}
    tree |= {
        "owner_disclosure": "anonymous",
        "owner_label": {"zh": "某水务单位", "en": "A water company"},
        "summary": {"zh": summary, "en": "The owner looks for one-piece equipment."},
    }
    sealed: Tree = {"applicant": applicant, "contact": CONTACT, "signer": "签署人乙"}
    return Submission("need", "need", "zh", "web", tree, sealed, consents=("publication", "privacy"))


def ready(folder: Path, submission: Submission) -> DeskCase:
    """Return *submission* at the desk, reviewed and approved."""
    case = new_case(folder, submission)
    approved(case)
    return case
