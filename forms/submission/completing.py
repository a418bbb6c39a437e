"""The second step: what the service adds to what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms.model import Tree
from forms.submission.currency import with_currency
from forms.submission.sent import SHEET, Sent
from forms.submission.texts import stored_tree
from forms.submission.typed import TypedValues
from forms.values.reading import Reading
from site_builder.languages import asked_in
from site_builder.load.standards.currencies import currency_of
from site_builder.model import Catalogue
from site_builder.records import Need

TOLD_APART = frozenset({"need", "result", "solution"})
"""Records that say whether they were submitted or reported, and in which language."""


@dataclass(frozen=True)
class Completed:
    """What was sent, and all its values with those that the service adds.

    ``unread`` are values, by dotted path, of which it is known why they could not be read.
    """

    sent: Sent
    tree: Tree
    unread: Mapping[str, Reading] = field(default_factory=dict)


def complete(sent: Sent, catalogue: Catalogue, day: date) -> Completed:
    """Return *sent* with edition and need of a solution, day of the signature, provenance and language.

    Nobody sends these: what the form does not ask is refused. A row of a sheet may say some of them itself.
    Its texts are in the form in which they are kept, its other values in that of a record;
    each amount gets the currency of the challenge.
    """
    currency, fields = currency_of(catalogue.codes), sent.form.schema.fields
    values = TypedValues(currency)
    tree = with_currency(values.of(stored_tree(sent.tree), fields), fields, currency)
    record = sent.form.record
    if record == "solution" and (need := catalogue.get(Need, sent.about)):
        own = {"edition": need.edition, "need": need.id}
        tree = {**own, **tree, **own, "languages": [asked_in(sent.language)[0]]}
    if sent.channel != SHEET and isinstance(part := tree.get("attestation"), dict):  # in a sheet somebody wrote it
        tree["attestation"] = {**part, "signed_on": day.isoformat()}
    if record in TOLD_APART:
        tree = {"provenance": "submitted", "source_language": asked_in(sent.language)[0], **tree}
    return Completed(sent, tree, values.refused)
