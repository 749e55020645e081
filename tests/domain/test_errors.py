"""Every reason is a sentence a moderator can read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import AlreadyDecided, CaseChanged, DeskError, Refusal, TryLater, WillNeverWork


def _tree(of: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    yield of
    for child in of.__subclasses__():
        yield from _tree(child)


OWN = [error for error in _tree() if error.__module__ == "bot.domain.errors"]


@pytest.mark.parametrize("error", OWN, ids=lambda e: e.__name__)
def test_every_reason_has_a_sentence(error: type[DeskError]) -> None:
    sentence = (error.__doc__ or "").strip()
    assert sentence[:1].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("error", OWN, ids=lambda e: e.__name__)
def test_every_reason_stands_in_the_tree_that_is_drawn_at_the_top(error: type[DeskError]) -> None:
    import bot.domain.errors as module

    assert f" {error.__name__}" in f" {module.__doc__}".replace("\n", " ")


def test_a_message_given_stands_before_the_classs_own() -> None:
    assert str(CaseChanged()) == "The case has moved on since this card was drawn. Look again, then decide."
    assert str(CaseChanged("Look again.")) == "Look again."


def test_an_effects_reason_carries_what_the_outbox_needs() -> None:
    later = TryLater("Wait.", code="rate_limited", retry_after=timedelta(seconds=3))
    assert (str(later), later.code, later.retry_after) == ("Wait.", "rate_limited", timedelta(seconds=3))
    assert TryLater("Wait.").retry_after is None
    never = WillNeverWork("No.", code=Refusal.NOT_PERMITTED)
    assert (str(never), never.code) == ("No.", "not_permitted")


def test_already_decided_says_so_without_arguments_of_its_own() -> None:
    late = AlreadyDecided(1, 2, "U0ANA", "keep", None, datetime(2026, 11, 23, tzinfo=UTC))
    assert str(late) == "Somebody decided this before you. Nothing was changed by your click."
    assert (late.case_id, late.version, late.actor) == (1, 2, "U0ANA")
