"""What the fields and values of a submission are called at the desk: labels and names instead of keys and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.check.wording import Wording
from forms.model import Entry
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from site_builder.languages import Lang
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Code, Record, Text, is_a
from site_builder.phrases import Phrases
from site_builder.problems import Fact, Problem, say
from site_builder.records import Need

_NO_TEXT = Text()


@dataclass(frozen=True)
class DeskWords:
    """The words of one submission in one language."""

    wording: Wording
    catalogue: Catalogue
    lang: Lang

    def label(self, where: str) -> str:
        """Return what the value at the dotted path *where* is called, the path itself where no schema knows it."""
        return self.wording.label(where, self.lang) or where

    def labels(self, places: tuple[str, ...]) -> str:
        """Return what the values at *places* are called, in one line."""
        return read_form_phrases(self.lang)["desk.between"].join(map(self.label, places))

    def value(self, where: str, text: str) -> str:
        """Return the name of the code or record *text*; the text itself where it is neither."""
        return dict(self.choices(where)).get(text, text)

    def say(self, found: Problem) -> str:
        """Return what is wrong and how to fix it, in words for the desk."""
        return say(self._named(self.wording.worded(found)), "desk", read_form_phrases(self.lang))

    def _named(self, found: Problem) -> Problem:
        """Return *found* with the label of the other field that it speaks of."""
        field = found.told("field")
        if field not in self.wording.fields:
            return found
        return replace(found, facts={**found.facts, "field": self.label(field)})

    def facts_of(self, error: DeskError) -> Mapping[str, Fact]:
        """Return what fills in the words of *error*: checks and fields by their names."""
        phrases = read_form_phrases(self.lang)
        facts = dict(error.facts)
        if checks := error.told("checks"):
            named = [phrases[f"desk.check.{code}"] for code in checks.split(", ")]
            facts["checks"] = phrases["desk.between"].join(named)
        if fields := error.told("fields"):
            facts["fields"] = self.labels(tuple(fields.split(", ")))
        if field := error.told("field"):
            facts["field"] = self.label(field)
        return facts

    def choices(self, where: str) -> tuple[tuple[str, str], ...]:
        """Return code and name of what may stand at *where*; nothing where a text or number is asked."""
        spec = self.wording.spec(where)
        if spec is None:
            return ()
        if spec.codes:
            return _coded(self.catalogue.codes.get(spec.codes, {}), self.lang)
        if spec.ref:
            return tuple((record.id, name_of(record, self.lang)) for record in self.catalogue.all_called(spec.ref))
        if spec.type == "boolean":
            phrases = read_form_phrases(self.lang)
            return (("true", phrases["form.yes"]), ("false", phrases["form.no"]))
        return ()


def words_of(entry: Entry, catalogue: Catalogue, lang: Lang) -> DeskWords:
    """Return the words of the submission, those of its form's fields that never become public among them."""
    form = read_forms()[entry.envelope.form]
    schema = read_schemas().types.get(entry.envelope.record)
    fields = {**(schema.fields if schema else {}), **form.schema.fields}
    about = next((found for kind in form.about if (found := catalogue.find(kind, entry.envelope.about))), None)
    is_answer = about is not None and is_a(about, Need)
    return DeskWords(Wording(fields, catalogue.codes, about if is_answer else None), catalogue, lang)


def form_name(form: str, phrases: Phrases) -> str:
    """Return what *form* is called."""
    return read_forms()[form].label[phrases.lang]


def role_name(role: str, phrases: Phrases) -> str:
    """Return what *role* is called."""
    return read_schemas().codes["role"][role].name[phrases.lang]


def actor_name(actor: str, phrases: Phrases) -> str:
    """Return the account that acted, or that it was the submitter."""
    return phrases["desk.page.submitter"] if actor == "submitter" else actor


def _coded(codes: Mapping[str, Code], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return code and name, with the code beside a name that several have."""
    times = Counter(code.name[lang] for code in codes.values())
    phrases = read_form_phrases(lang)
    return tuple(
        (key, code.name[lang] + (phrases.in_brackets(key) if times[code.name[lang]] > 1 else ""))
        for key, code in codes.items()
    )


def name_of(record: Record, lang: Lang) -> str:
    """Return what *record* is called, its id where it has no name."""
    for field in ("name", "short_name", "name_label", "title"):
        name = record[field] if field in record.BLANK else _NO_TEXT
        if isinstance(name, Text) and (found := name.preferring(lang)):
            return found
    return record.id
