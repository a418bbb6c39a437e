"""A preview: the page that would be published of what was typed; nothing is kept."""

from __future__ import annotations

from starlette.responses import Response

from forms.check.fields import typed_record
from forms.phrases import read_form_phrases
from forms.submission.completing import complete
from forms.submission.sent import Sent
from forms.submission.splitting import split
from forms.web.render import message_page, page, render
from forms.web.service import Service
from forms.web.site import Drawn, marked
from site_builder.model import Record
from site_builder.records import Edition
from site_builder.render.bodies import Body


def preview_of(service: Service, sent: Sent) -> Response:
    """Return the page that would be published of what was *sent*, or why there is none."""
    drawn, lang = service.site.on(service.settings.today()), sent.language
    sent = drawn.context.placed(sent)
    if sent.form.record == "solution" and sent.tree.get("public_consent") == "false":
        return message_page(drawn, lang, "no_preview_sealed", 422)
    found = _page_of(drawn, sent)
    if found is None:
        return message_page(drawn, lang, "no_preview", 422)
    body = render("preview.html", lang, hero=marked(found.hero), body=marked(found.body))
    title = read_form_phrases(lang)["service.preview.ribbon"]
    return page(drawn, lang, title, body, is_practice=sent.is_practice)


def _page_of(drawn: Drawn, sent: Sent) -> Body | None:
    context = drawn.context.of(is_practice=sent.is_practice)
    if not sent.form.record:
        return None
    public = split(complete(sent, context.catalogue, context.day).tree, sent.form).public
    record = typed_record(public, sent.form, context, sent.language)
    record = record.with_values(example=True) if sent.is_practice else record
    return drawn.record_page(record, sent.language) if _is_enough(record, sent, drawn) else None


def _is_enough(record: Record, sent: Sent, drawn: Drawn) -> bool:
    """Return whether there is what every record of the type has, and so its page counts on."""
    asked = sent.form.schema.fields.values()
    is_there = all(spec.name in record for spec in asked if spec.is_required and spec.visibility == "public")
    edition = str(record["edition"]) if "edition" in record else None
    return is_there and (edition is None or drawn.context.catalogue.get(Edition, edition) is not None)
