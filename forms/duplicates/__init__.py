"""Records and submissions that may be the same need, result or solution, each with a score that says why.

``site_builder.validate.need.duplicates`` compares titles of the published needs of one edition, and only very alike ones,
since that check has to stay quiet about all but copies. Here wording may have changed, and the summary counts too.
Both take titles that state different numbers (150 kW, 200 kW) for different needs.
"""

from forms.duplicates.described import OWNER_OF, SUMMARY_OF, Described, described_record, described_tree
from forms.duplicates.finder import Finder
from forms.duplicates.likeness import THRESHOLD, Like

__all__ = ["OWNER_OF", "SUMMARY_OF", "THRESHOLD", "Described", "Finder", "Like", "described_record", "described_tree"]
