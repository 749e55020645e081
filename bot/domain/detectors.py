"""Finds what no word list can: links, telephone numbers, addresses, numbers with a check digit."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.domain.text import Folded, Span

NEAR = 60  # how far before a number a word may stand that says what the number is


class Kind(StrEnum):
    """What a built-in detector looks for."""

    LINK = "link"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    SIN = "sin"
    CARD = "card"
    IMAGE = "image"  # a picture, whatever the words
    IMAGE_ALONE = "image-alone"  # a picture without a word


class Allowed(BaseModel):
    """What the Town publishes itself, and nobody is flagged for repeating."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hosts: tuple[str, ...] = ()  # with all their subdomains
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def host(self, host: str) -> bool:
        """Tell whether a host, or what it is part of, is allowed."""
        return any(host == known or host.endswith("." + known) for known in self.hosts)

    def phone(self, digits: str) -> bool:
        """Tell whether a number is toll-free or published by the Town."""
        known = [_digits(phone) for phone in self.phones]
        return digits[-10:][:3] in _TOLL_FREE or any(phone.endswith(digits[-10:]) for phone in known)


_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
_ALBERTA = ("403", "587", "780", "825", "368")
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,62})"
_ENDS = (
    "com|net|org|info|biz|ca|us|uk|eu|de|ru|cn|tk|ml|ga|cf|gq|tv|co|io|ly|gl|gd|gg|cc|ws|xyz|online|shop|store|"
    "site|website|club|top|vip|live|life|link|click|app|dev|page|blog|news|pro|ai|bid|win|loan|work|world|space|"
    "example|invalid|test"
)
_DOTTED = re.compile(r"\.[a-z0-9]|\. (?:com|net|org)|\bdot\b|[(\[]\.|://")
_LINKS = (
    re.compile(r"(?<![a-z])(?:https?|ftp)://(?P<host>[^\s/?#<>\"')\],]{1,253})"),
    re.compile(rf"(?<![\w@.\-/])(?P<host>(?:{_LABEL}\.){{1,5}}(?:{_ENDS}))(?![\w\-@]|\.[a-z])"),
    re.compile(rf"(?<![\w@.\-/])(?P<host>(?:{_LABEL}\.){{1,5}}[a-z]{{2}})/\w"),
    re.compile(
        rf"(?<![\w@.\-/])(?P<host>(?:www\.)?{_LABEL}(?: ?[(\[](?:dot|\.)[)\]] ?| dot | ?\. ?)"
        r"(?:com|net|org))(?!\w)"
    ),
)
_PHONE = re.compile(
    r"(?<![\w.,$/\-])(?:\+?1[ .\-]?)?(?:\([2-9]\d\d\)|[2-9]\d\d)[ .\-/]{0,2}"
    r"[2-9]\d\d[ .\-]?\d{4}(?!\w|[.,\-]\d)"
)
_ABROAD = re.compile(r"(?<![\w+])\+[2-9][\d .()\-]{7,16}\d(?!\w)")
_LOCAL = re.compile(r"(?<![\w.,$/\-)])(?<!\d )[2-9]\d\d[ .\-]\d{4}(?!\w|[.,\-]\d)")
_DIGIT = re.compile(r"\d")
_SPOKEN_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_TWO_SPOKEN = re.compile(r"(?:five|four|seven|eight|nine|zero|six)[ \-,]{1,2}" + _SPOKEN_DIGIT)
_SPOKEN = re.compile(rf"\b(?:{_SPOKEN_DIGIT}[ \-,]{{1,2}}){{6,10}}{_SPOKEN_DIGIT}\b")
_SAYS_PHONE = re.compile(r"\b(?:call|text|phone|cell|number|tel|reach|dial|whatsapp)\b[^.!?]{0,25}$")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{1,64}"
    rf"(?:(?:@| ?[(\[]at[)\]] ?)(?P<host>(?:{_LABEL}\.){{1,4}}[a-z]{{2,24}})| at {_LABEL} dot [a-z]{{2,3}}\b)"
)
_ADDRESS = re.compile(
    r"(?<![\w.,$\-])(?:\d{3,5}[a-z]?(?: | ?- ?)\d{1,3}[a-z]?(?:st|nd|rd|th)? (?:street|st|avenue|ave|av)\b"
    r"|\d{1,5}[a-z]? (?:[a-z']{2,20} ){1,2}(?:street|st|avenue|ave|crescent|cres|boulevard|blvd|road|rd|drive"
    r"|dr|close|court|place|lane|way|trail|bay)\b"
    r"|\d{4,6} (?:range|rge|township|twp) (?:road|rd) \d{2,4}\b"
    r"|(?:ne|nw|se|sw)[ \-]\d{1,2}[ \-]\d{1,3}[ \-]\d{1,2}[ \-]?w[ \-]?\d\b)"
)
_SAYS_HOME = re.compile(
    r"\b(?:lives?|living|resides?|stays?|staying|moved|address|(?:his|her|their) (?:house|home|place)"
    r"|(?:owner|neighbou?r|guy|family|he|she|they)(?: is| are|'s|'re)(?: at| in)?|find (?:him|her|them))\b"
    r"[^.!?]{0,40}$"
)
_NINE = re.compile(r"(?<![\d\-])\d{3}([ \-]?)\d{3}\1\d{3}(?![\d\-])")
_SAYS_SIN = re.compile(r"\b(?:sin|social insurance|nas|assurance sociale)\b")
_CARD = re.compile(r"(?<![\w\-=/.])(?:\d[ \-]?){12,18}\d(?![\w\-/]|\.\d)")


def _links(folded: Folded, allowed: Allowed) -> Iterator[Span]:
    for pattern in _LINKS if _DOTTED.search(folded.text) else ():
        for match in pattern.finditer(folded.text):
            host = match["host"].rpartition("@")[2].partition(":")[0].rstrip(".")
            disguised = not folded.quote(match.span("host")).isascii()
            if disguised or not allowed.host(host):
                yield match.span()


def _phones(folded: Folded, allowed: Allowed) -> Iterator[Span]:
    yield from _spoken_phones(folded.text)
    if _DIGIT.search(folded.text):
        yield from _written_phones(folded.text, allowed)


def _written_phones(text: str, allowed: Allowed) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        digits = _digits(match.group())
        bare = match.group().isdigit() and digits[-10:][:3] not in _ALBERTA
        if not allowed.phone(digits) and (not bare or _says(_SAYS_PHONE, text, match.start())):
            yield match.span()
    for match in _ABROAD.finditer(text):
        if len(_digits(match.group())) > 8:
            yield match.span()
    for match in _LOCAL.finditer(text):
        if _says(_SAYS_PHONE, text, match.start()) and not allowed.phone(_digits(match.group())):
            yield match.span()


def _spoken_phones(text: str) -> Iterator[Span]:
    for match in _SPOKEN.finditer(text) if _TWO_SPOKEN.search(text) else ():
        if len(re.findall(r"[a-z]+", match.group())) > 9 or _says(_SAYS_PHONE, text, match.start()):
            yield match.span()


def _emails(folded: Folded, allowed: Allowed) -> Iterator[Span]:
    for match in _EMAIL.finditer(folded.text) if "@" in folded.text or "at" in folded.text else ():
        if not (match["host"] and allowed.host(match["host"])):
            yield match.span()


def _addresses(folded: Folded, allowed: Allowed) -> Iterator[Span]:
    for match in _ADDRESS.finditer(folded.text) if _DIGIT.search(folded.text) else ():
        if _says(_SAYS_HOME, folded.text, match.start()) and match.group() not in allowed.addresses:
            yield match.span()


def _sins(folded: Folded, _allowed: Allowed) -> Iterator[Span]:
    for match in _NINE.finditer(folded.text) if _DIGIT.search(folded.text) else ():
        digits = _digits(match.group())
        told = match[1] or _says(_SAYS_SIN, folded.text, match.start())
        if told and digits[0] not in "08" and _luhn(digits):
            yield match.span()


def _cards(folded: Folded, _allowed: Allowed) -> Iterator[Span]:
    for match in _CARD.finditer(folded.text) if _DIGIT.search(folded.text) else ():
        digits = _digits(match.group())
        if digits[0] in "3456" and _luhn(digits):
            yield match.span()


DETECTORS: dict[Kind, Callable[[Folded, Allowed], Iterator[Span]]] = {
    Kind.LINK: _links,
    Kind.PHONE: _phones,
    Kind.EMAIL: _emails,
    Kind.ADDRESS: _addresses,
    Kind.SIN: _sins,
    Kind.CARD: _cards,
}


def _says(cue: re.Pattern[str], text: str, place: int) -> bool:
    return cue.search(text, max(0, place - NEAR), place) is not None


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
