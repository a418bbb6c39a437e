"""The reasons why the inbox refuses; their words are under ``inbox.refused`` in ``forms/strings``."""

from __future__ import annotations


class InboxError(Exception):
    """The inbox refuses; nothing was changed."""

    code = ""


class NoInboxError(InboxError):
    """There is no inbox at the place that was named; it is made by ``jiebang keys init`` alone, or on first start."""

    code = "no_inbox"


class NoRecipientsError(InboxError):
    """Nobody could read what would be encrypted: the recipients file is missing or empty, or a line is no key."""

    code = "no_recipients"


class KeyReusedError(InboxError):
    """The idempotency key came before, with another content."""

    code = "key_reused"


class SecondSolutionError(InboxError):
    """The solver has an active solution of the need already; ``receipt`` is its number."""

    code = "second_solution"

    def __init__(self, receipt: str) -> None:
        super().__init__(receipt)
        self.receipt = receipt


class UnknownReceiptError(InboxError):
    """There is no such submission, or the secret is not the one of its receipt."""

    code = "unknown_receipt"


class ConflictError(InboxError):
    """Somebody else acted in between; ``tip`` is where the submission stands now."""

    code = "conflict"

    def __init__(self, tip: str) -> None:
        super().__init__(tip)
        self.tip = tip


class NotAllowedError(InboxError):
    """The state of the submission, or the role of the actor, does not allow the action."""

    code = "not_allowed"


class NoteMissingError(InboxError):
    """A return or a rejection needs its reason in Chinese and English."""

    code = "note_missing"


class ReasonMissingError(NoteMissingError):
    """An action needs its reason, in one language at least."""

    code = "reason_missing"


class NotTextError(InboxError):
    """A value cannot be stored as text (half of a surrogate pair, or not text at all)."""

    code = "not_text"


class PurgedError(InboxError):
    """The keys of what is sealed were destroyed; nobody can open it."""

    code = "purged"


class SealedDirectlyError(InboxError):
    """An earlier version encrypted parts to the recipients themselves; ``jiebang keys rotate`` gives them keys."""

    code = "sealed_directly"


class CannotOpenError(InboxError):
    """The identity cannot open anything here: it does not belong to a recipient."""

    code = "cannot_open"
