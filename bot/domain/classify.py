"""Reads a comment against the policy: which rules match, where, and what they suggest."""

from pydantic import BaseModel, ConfigDict

from bot.domain.policy import Mode, Policy, Rule, Urgency
from bot.domain.text import Folded, Span, fold

KEEP = "keep"
POLITICAL = "4.3.1"


class Match(BaseModel):
    """One rule that matched, and the words it matched."""

    model_config = ConfigDict(frozen=True)

    rule: str
    version: int = 1
    clause: str
    reason: str
    words: tuple[str, ...]  # as they stand in the comment
    spans: tuple[tuple[int, int], ...]  # where in the comment, in code points
    urgency: Urgency
    suggest: str | None
    judgement: bool = False


class Assessment(BaseModel):
    """What the policy says of a comment; a person decides."""

    model_config = ConfigDict(frozen=True)

    policy_version: str
    grounds: tuple[str, ...] = ()  # the grounds among the matches, most urgent first
    matches: tuple[Match, ...] = ()  # most urgent first; those that say keep come last

    @property
    def flagged(self) -> bool:
        """Tell whether a person should look."""
        return any(match.suggest != KEEP for match in self.matches)

    @property
    def urgency(self) -> Urgency:
        """Give the urgency of the most urgent match."""
        return self.matches[0].urgency if self.matches else Urgency.LOW

    @property
    def ground(self) -> str | None:
        """Give the first ground that a match rests on; none in a crisis, where help comes first."""
        return self.grounds[0] if self.grounds and self.urgency != Urgency.CRISIS else None

    @property
    def suggestion(self) -> str | None:
        """Give what the most urgent match suggests."""
        return self.matches[0].suggest if self.matches else None

    @property
    def political(self) -> bool:
        """Tell whether this is opinion about those who govern, which is kept (4.3.1)."""
        return any(match.clause == POLITICAL for match in self.matches)


def classify(
    text: str, *, policy: Policy, media: int = 0, election: bool = False, emergency: bool = False
) -> Assessment:
    """Assess a comment. Who wrote it is not asked (1.10)."""
    modes = {None, *([Mode.ELECTION] if election else []), *([Mode.EMERGENCY] if emergency else [])}
    folded = fold(text)
    found = [hit for hit in policy.rulebook.find(folded, media=media) if hit[0].mode in modes]
    found.sort(key=lambda hit: _place(hit[0]))
    known = {ground.id for ground in policy.grounds}
    return Assessment(
        policy_version=policy.version,
        grounds=tuple(dict.fromkeys(rule.clause for rule, _ in found if rule.clause in known)),
        matches=tuple(_match(rule, folded, spans) for rule, spans in found),
    )


def _place(rule: Rule) -> tuple[bool, int, bool, str]:
    """Sort opinions last, then by urgency; what counts only in a mode goes first, so that sides are equal."""
    return rule.suggest == KEEP, rule.urgency.rank, rule.mode is None, rule.id


def _match(rule: Rule, folded: Folded, spans: tuple[Span, ...]) -> Match:
    return Match(
        rule=rule.id,
        version=rule.version,
        clause=rule.clause,
        reason=rule.says,
        words=tuple(dict.fromkeys(folded.quote(span) for span in spans)),
        spans=tuple(folded.in_original(span) for span in spans),
        urgency=rule.urgency,
        suggest=rule.suggest,
        judgement=rule.judgement,
    )
