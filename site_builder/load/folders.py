"""Where the pages of each type of record lie."""

from __future__ import annotations

FOLDERS = {
    "need": "needs",
    "result": "results",
    "organization": "organizations",
    "technology_manager": "managers",
    "edition": "editions",
    "event": "events",
    "case": "cases",
    "policy": "policies",
    "alliance": "alliances",
    "agreement": "agreements",
    "news": "news",
    "special_session": "sessions",
    "solution": "solutions",
    "contest": "contests",
    "docking": "dockings",
    "referral": "referrals",
}
"""Record type -> folder of its pages."""
