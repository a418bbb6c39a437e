"""A preview: the page that would be published of what was typed; nothing is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from forms.check.fields import PROVISIONAL, typed_record
from forms.check.submission import Sent, completed, split
from forms.phrases import read_form_phrases
from forms.web.render import message_page, page, render
from forms.web.service import Service
from forms.web.site import Drawn, marked
from site_builder.model import Record
from site_builder.render.bodies import Body

# What leads to a page that is not there yet leads nowhere.
_TO_ITSELF = re.compile(rf' href="[^"]*{PROVISIONAL}[^"]*"')


def preview_of(service: Service, sent: Sent) -> Response:
    """Return the page that would be published of what was *sent*, or why there is none."""
    drawn, lang = service.site.on(service.settings.today()), sent.language
    if sent.form.record == "solution" and sent.tree.get("public_consent") == "false":
        return message_page(drawn, lang, "no_preview_sealed", 422)
    found = _page_of(drawn, sent)
    if found is None:
        return message_page(drawn, lang, "no_preview", 422)
    body = render("preview.html", lang, hero=marked(_inert(found.hero)), body=marked(_inert(found.body)))
    return page(drawn, lang, read_form_phrases(lang)["service.preview.ribbon"], body)


def _page_of(drawn: Drawn, sent: Sent) -> Body | None:
    public, _ = split(completed(sent, drawn.ground), sent.form)
    if not sent.form.record:
        return None
    record = typed_record(public, sent.form, drawn.ground)
    if not _is_enough(record, sent, drawn):
        return None
    return drawn.record_page(_as_published(record, drawn.ground.day), sent.language)


def _is_enough(record: Record, sent: Sent, drawn: Drawn) -> bool:
    """Return whether there is what every record of the type has, and so its page counts on."""
    asked = sent.form.schema.fields.values()
    is_there = all(spec.name in record for spec in asked if spec.is_required and spec.visibility == "public")
    edition = record["edition"] if "edition" in record.blank else None
    return is_there and (edition is None or drawn.ground.catalogue.get("edition", edition) is not None)


def _as_published(record: Record, day: date) -> Record:
    """Return *record* with what publication on *day* adds."""
    given = {"open_for_proposals": True, "published_on": day, "received_on": day}
    added = {name: value for name, value in given.items() if name in record.blank}
    return replace(record, values={**record.values, **added})


def _inert(html: str) -> str:
    return _TO_ITSELF.sub("", html)
