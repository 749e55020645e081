"""The nouns, one table each."""

from bot.domain.models.cases import Card, Case, Flag, SeenPost
from bot.domain.models.effects import Effect, Lane
from bot.domain.models.records import Capture, Decision, LedgerEntry, LedgerHead
from bot.domain.models.register import Account, Person
from bot.domain.models.words import (
    SYSTEM,
    Audience,
    CaseStatus,
    EffectKind,
    EffectStatus,
    Outcome,
    PlatformState,
    Role,
)

__all__ = [
    "SYSTEM",
    "Account",
    "Audience",
    "Capture",
    "Card",
    "Case",
    "CaseStatus",
    "Decision",
    "Effect",
    "EffectKind",
    "EffectStatus",
    "Flag",
    "Lane",
    "LedgerEntry",
    "LedgerHead",
    "Outcome",
    "Person",
    "PlatformState",
    "Role",
    "SeenPost",
]
