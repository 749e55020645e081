"""Draws Slack's text (mrkdwn, rich text, dates) as HTML in which nothing written by a person is mark-up."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

_EMOJI = {
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "warning": "⚠️", "eyes": "👀",
    "rotating_light": "🚨", "fire": "🔥", "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "lock": "🔒",
    "bell": "🔔", "no_entry": "⛔", "ballot_box_with_ballot": "🗳️", "memo": "📝", "pushpin": "📌",
    "link": "🔗", "mag": "🔍", "bust_in_silhouette": "👤", "busts_in_silhouette": "👥", "calendar": "📆",
    "clock3": "🕒", "arrow_right": "➡️", "leftwards_arrow_with_hook": "↩️", "sos": "🆘", "camera": "📷",
    "frame_with_picture": "🖼️", "speech_balloon": "💬", "wave": "👋", "thumbsup": "👍", "+1": "👍",
    "thumbsdown": "👎", "-1": "👎", "heart": "❤️", "smile": "😄", "tada": "🎉", "pray": "🙏",
    "large_red_square": "🟥", "large_yellow_square": "🟨", "large_green_square": "🟩",
}  # fmt: skip
_SAFE_LINK = re.compile(r"(?i)(https?|mailto):")
_TOKEN = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"`([^`\n]+)`")
_EMOJI_NAME = re.compile(r":([a-z0-9_+-]{1,40}):")
_STYLES = [
    (re.compile(rf"(?<![\w{m}]){m}(?=[^\s{m}])([^{m}\n]*[^\s{m}]){m}(?!\w)"), tag)
    for m, tag in ((r"\*", "b"), ("_", "i"), ("~", "s"))
]
_HELD = re.compile("\ue000(\\d+)\ue001")
_RESERVED = re.compile("[\ue000\ue001\ud800-\udfff]")


def alberta() -> tzinfo:
    """Read Alberta's clock from the tzdata package: older system copies are an hour wrong since 2026."""
    with files("tzdata").joinpath("zoneinfo", "America", "Edmonton").open("rb") as data:
        return ZoneInfo.from_file(data, "America/Edmonton")


def plain(text: str) -> str:
    """Replace what no browser can be sent: lone surrogates, and the marks this module uses itself."""
    return _RESERVED.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Knows the names, the clock and the zone that texts are drawn with."""

    person: Callable[[str], str]
    channel: Callable[[str], str]
    now: Callable[[], datetime]
    zone: tzinfo

    def clock(self, moment: datetime) -> Markup:
        """Draw a moment as a short time, with the whole date for whoever asks."""
        local = moment.astimezone(self.zone)
        words = (
            f"{local:%H:%M}" if local.date() == self._today() else f"{local:%b} {local.day}, {local:%H:%M}"
        )
        return Markup('<time datetime="{}" title="{} Alberta time">{}</time>').format(
            moment.isoformat(), f"{local:%A, %B} {local.day}, {local:%Y}, {local:%H:%M:%S}", words
        )

    def say(self, text: Mapping[str, Any] | str | None) -> Markup:
        """Draw a text object of Block Kit."""
        if text is None:
            return Markup("")
        if isinstance(text, str):
            return self.mrkdwn(text)
        words = str(text.get("text", ""))
        return self.mrkdwn(words) if text.get("type") == "mrkdwn" else self.plain_text(words)

    def plain_text(self, text: str) -> Markup:
        return _lines(_emoji(plain(text)))

    def mrkdwn(self, text: str) -> Markup:
        """Draw Slack's mark-up: fences first, then quoted lines, then what stands in a line."""
        parts = plain(text).split("```")
        if len(parts) % 2 == 0:  # an open fence is only three characters
            parts[-2:] = ["```".join(parts[-2:])]
        drawn = [self._fence(part) if at % 2 else self._paragraphs(part) for at, part in enumerate(parts)]
        return Markup("").join(drawn)

    def rich(self, block: Mapping[str, Any]) -> Markup:
        """Draw a rich_text block, whose texts are never parsed."""
        return Markup("").join(self._rich_part(part) for part in block.get("elements", []))

    def dated(self, moment: datetime, pattern: str) -> str:
        """Fill Slack's date pattern, in Alberta's time."""
        local = moment.astimezone(self.zone)
        day = self._day_word(local)
        month_day = f"{local:%b} {local.day}"
        names = {
            "date_num": f"{local:%Y-%m-%d}",
            "date_slash": f"{local:%Y/%m/%d}",
            "date": f"{local:%B} {local.day}, {local:%Y}",
            "date_short": f"{month_day}, {local:%Y}",
            "date_long": f"{local:%A, %B} {local.day}, {local:%Y}",
            "time": f"{local:%H:%M}",
            "time_secs": f"{local:%H:%M:%S}",
            "day_divider_pretty": day or f"{local:%A, %B} {local.day}",
            "ago": _ago(self.now() - moment),
        }
        for name in ("date", "date_short", "date_long"):
            names[f"{name}_pretty"] = day or names[name]
        return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], found[0]), pattern)

    def _today(self) -> date:
        return self.now().astimezone(self.zone).date()

    def _day_word(self, local: datetime) -> str:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((local.date() - self._today()).days, "")

    def _fence(self, text: str) -> Markup:
        return Markup("<pre>{}</pre>").format(_unescape(text).strip("\n"))

    def _paragraphs(self, text: str) -> Markup:
        drawn, quoted = [], False
        for line in text.split("\n"):
            quote = line.startswith((">", "&gt;"))
            if quote != quoted:
                drawn.append("<blockquote>" if quote else "</blockquote>")
            elif drawn:
                drawn.append("<br>")
            drawn.append(self._line(line.removeprefix("&gt;").removeprefix(">").lstrip() if quote else line))
            quoted = quote
        return Markup("".join([*drawn, "</blockquote>"] if quoted else drawn))  # noqa: S704 - each part is escaped

    def _line(self, line: str) -> str:
        held: list[str] = []

        def hold(html: str) -> str:
            held.append(html)
            return f"\ue000{len(held) - 1}\ue001"

        line = _CODE.sub(lambda code: hold(str(Markup("<code>{}</code>").format(_unescape(code[1])))), line)
        line = _TOKEN.sub(lambda token: hold(str(self._token(token[1]))), line)
        line = str(escape(_emoji(_unescape(line))))
        for pattern, tag in _STYLES:
            line = pattern.sub(rf"<{tag}>\1</{tag}>", line)
        while _HELD.search(line):  # a label may hold code that was put away first
            line = _HELD.sub(lambda found: held[int(found[1])], line)
        return line

    def _token(self, token: str) -> Markup:
        target, _, label = token.partition("|")
        if target.startswith("!date^"):
            _, stamp, pattern, url, *_ = [*target.split("^"), "", "", ""]
            return self._date(stamp, _unescape(pattern), _unescape(label), _unescape(url))
        if target[0] == "@":
            return self._mention("@" + self.person(target[1:]))
        if target[0] == "#":
            return self._mention("#" + self.channel(target[1:]))
        if target[0] == "!":
            return self._mention("@" + target[1:].partition("^")[0])
        if not _SAFE_LINK.match(target):
            return escape(f"<{_unescape(token)}>")
        return link(_unescape(target), _unescape(label))

    def _mention(self, name: str) -> Markup:
        return Markup('<span class="mention">{}</span>').format(name)

    def _date(self, stamp: str, pattern: str, fallback: str, url: str) -> Markup:
        if not re.fullmatch(r"-?\d{1,11}", stamp):
            return escape(fallback)
        moment = datetime.fromtimestamp(int(stamp), UTC)
        words = Markup('<time datetime="{}" title="Alberta time">{}</time>').format(
            moment.isoformat(), self.dated(moment, pattern)
        )
        return link(url, words) if url else words

    def _rich_part(self, part: Mapping[str, Any]) -> Markup:
        match part.get("type"):
            case "rich_text_list":
                tag = "ol" if part.get("style") == "ordered" else "ul"
                items = Markup("").join(
                    Markup("<li>{}</li>").format(self._inline(item)) for item in part["elements"]
                )
                return Markup('<{0} class="indent-{1}">{2}</{0}>').format(
                    tag, int(part.get("indent", 0)), items
                )
            case "rich_text_quote":
                return Markup('<blockquote dir="auto">{}</blockquote>').format(self._inline(part))
            case "rich_text_preformatted":
                return Markup("<pre>{}</pre>").format(self._inline(part))
        return Markup('<p dir="auto">{}</p>').format(self._inline(part))

    def _inline(self, part: Mapping[str, Any]) -> Markup:
        return Markup("").join(
            _styled(self._leaf(leaf), leaf.get("style")) for leaf in part.get("elements", [])
        )

    def _leaf(self, leaf: Mapping[str, Any]) -> Markup:
        match leaf.get("type"):
            case "text":
                return _lines(plain(str(leaf.get("text", ""))))
            case "link":
                return link(str(leaf["url"]), plain(str(leaf.get("text") or "")))
            case "user":
                return self._mention("@" + self.person(str(leaf["user_id"])))
            case "channel":
                return self._mention("#" + self.channel(str(leaf["channel_id"])))
            case "broadcast":
                return self._mention("@" + str(leaf["range"]))
            case "usergroup":
                return self._mention("@" + str(leaf["usergroup_id"]))
            case "emoji":
                return escape(_EMOJI.get(str(leaf["name"]), f":{leaf['name']}:"))
            case "date":
                return self._date(
                    str(leaf["timestamp"]),
                    str(leaf["format"]),
                    str(leaf.get("fallback", "")),
                    str(leaf.get("url", "")),
                )
        return escape(plain(str(leaf.get("text") or leaf.get("value") or "")))


def link(url: str, label: str | Markup) -> Markup:
    """Draw a link a person may follow; anything but the web and mail stays words."""
    if not _SAFE_LINK.match(url):
        return escape(label or url)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
        url, label or url
    )


def _ago(passed: timedelta) -> str:
    seconds = passed.total_seconds()
    for name, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if abs(seconds) >= length:
            count = int(abs(seconds) // length)
            words = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def _styled(words: Markup, style: Iterable[str] | None) -> Markup:
    for name, tag in (("code", "code"), ("bold", "b"), ("italic", "i"), ("strike", "s"), ("underline", "u")):
        if isinstance(style, Mapping) and style.get(name):
            words = Markup("<{0}>{1}</{0}>").format(tag, words)
    return words


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _emoji(text: str) -> str:
    return _EMOJI_NAME.sub(lambda found: _EMOJI.get(found[1], found[0]), text)


def _unescape(text: str) -> str:
    """Undo the three entities Slack's texts use."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
