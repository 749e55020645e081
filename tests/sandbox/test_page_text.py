"""Slack's texts as HTML: drawn as Slack draws them, and never mark-up of their own."""

import time
from datetime import UTC, datetime

import pytest

from bot.sandbox.page.text import Speaker, alberta

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 13:00 in Alberta
STAMP = int(NOON.timestamp())
SPEAKER = Speaker(
    person=lambda user: f"n-{user}", channel=lambda c: f"c-{c}", now=lambda: NOON, zone=alberta()
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _leaning_ ~gone~ `a*b*`", "<b>bold</b> <i>leaning</i> <s>gone</s> <code>a*b*</code>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("*Removed* by *<@U1>*", '<b>Removed</b> by <b><span class="mention">@n-U1</span></b>'),
        ("<#C1> <!channel>", '<span class="mention">#c-C1</span> <span class="mention">@channel</span>'),
        ("a &lt;b&gt; &amp;amp;", "a &lt;b&gt; &amp;amp;"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\nafter", "<blockquote>said</blockquote>after"),
        ("> a\n> b", "<blockquote>a<br>b</blockquote>"),
        ("```x *y*```", "<pre>x *y*</pre>"),
        ("open ```fence", "open ```fence"),
        (":fire: :nonsense:", "🔥 :nonsense:"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
        ("*<img src=x onerror=alert(1)>*", "<b>&lt;img src=x onerror=alert(1)&gt;</b>"),
        ("\ue0000\ue001", "\ufffd0\ufffd"),
        ("half \ud800", "half \ufffd"),
        ("", ""),
    ],
)
def test_mark_up_is_drawn_as_slack_draws_it(text: str, html: str) -> None:
    assert SPEAKER.mrkdwn(text) == html


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    html = SPEAKER.mrkdwn("""<https://a.example/" onclick='x'|go &amp; see>""")
    assert 'href="https://a.example/&#34; onclick=&#39;x&#39;"' in html
    assert ">go &amp; see</a>" in html


def test_code_inside_a_label_is_drawn_once() -> None:
    assert ">see <code>x</code></a>" in SPEAKER.mrkdwn("<https://a.example|see `x`>").replace("&lt;", "<")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_short_pretty} {time}", "today 13:00"),
        ("{date_num}", "2026-11-20"),
        ("{date_long}", "Friday, November 20, 2026"),
        ("{time_secs} {ago} {unknown}", "13:00:00 just now {unknown}"),
    ],
)
def test_dates_are_told_in_albertas_time(pattern: str, words: str) -> None:
    assert f">{words}</time>" in SPEAKER.mrkdwn(f"<!date^{STAMP}^{pattern}|later>")


def test_albertas_clock_no_longer_falls_back() -> None:
    january = datetime(2027, 1, 15, 18, 0, tzinfo=UTC)
    assert SPEAKER.dated(january, "{time}") == "12:00"


def test_a_date_that_is_none_shows_its_fallback() -> None:
    assert SPEAKER.mrkdwn("<!date^soon^{time}|later &lt;today&gt;>") == "later &lt;today&gt;"


def test_old_moments_show_their_day() -> None:
    assert ">Nov 18, 13:00</time>" in SPEAKER.clock(datetime(2026, 11, 18, 19, 0, tzinfo=UTC))
    assert ">13:00</time>" in SPEAKER.clock(NOON)


def test_rich_text_is_never_parsed() -> None:
    words = {"type": "text", "text": "<!channel> *b* <script>\nnext"}
    block = {"elements": [{"type": "rich_text_quote", "elements": [words]}]}
    expected = '<blockquote dir="auto">&lt;!channel&gt; *b* &lt;script&gt;<br>next</blockquote>'
    assert SPEAKER.rich(block) == expected


def test_rich_text_draws_every_kind_of_element() -> None:
    leaves = [
        {"type": "text", "text": "a", "style": {"bold": True, "strike": True}},
        {"type": "link", "url": "https://x.example", "text": "l"},
        {"type": "link", "url": "data:text/html,x"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "emoji", "name": "eyes"},
        {"type": "date", "timestamp": STAMP, "format": "{time}", "fallback": "x"},
        {"type": "color", "value": "#f00"},
    ]
    lists = [{"type": "rich_text_list", "style": style, "indent": 1,
              "elements": [{"type": "rich_text_section", "elements": leaves[:1]}]}
             for style in ("bullet", "ordered")]  # fmt: skip
    sections = [
        {"type": kind, "elements": leaves} for kind in ("rich_text_section", "rich_text_preformatted")
    ]
    html = SPEAKER.rich({"elements": [*sections, *lists]})
    for piece in (
        "<s><b>a</b></s>", ">l</a>", "data:text/html,x", "@n-U1", "#c-C1", "@here", "@S1", "👀", ">13:00<",
        "#f00",         '<ul class="indent-1"><li>', '<ol class="indent-1"><li>', "<pre>",
    ):  # fmt: skip
        assert piece in html
    assert 'href="data:' not in html


def test_hostile_lengths_take_no_hostile_time() -> None:
    began = time.process_time()
    for text in ("*" * 100_000, "*a _b <@ " * 11_000, "<" * 100_000, "_" + "a" * 100_000, "`" * 99_999):
        SPEAKER.mrkdwn(text)
    assert time.process_time() - began < 2
