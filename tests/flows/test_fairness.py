"""The same for everyone: who wrote it is no input (1.10)."""

import pytest

from tests.town import INSULT, PLEA, SPAM, Town, change, delivery

WRITERS: tuple[dict[str, str], ...] = (
    {"id": "300000000000001", "name": "Dale Hewitt, Westlock"},
    {"id": "999", "name": "Visitor From Elsewhere"},
    {"id": "100000000000001", "name": "Town of Westlock"},
    {},
)


@pytest.mark.clause("1.10")
@pytest.mark.parametrize("words", [SPAM, INSULT, PLEA, "The council is useless and wastes our taxes"])
async def test_the_same_words_are_treated_the_same_whoever_wrote_them(town: Town, words: str) -> None:
    for number, writer in enumerate(WRITERS):
        await town.hook(delivery(change(str(number), words, **{"from": writer})))
    cases = await town.rows("SELECT urgency, ground, assessment::text, answer_by - opened_at FROM cases")
    flags = await town.rows(
        "SELECT case_id, array_agg(rule ORDER BY rule) FROM flag GROUP BY case_id ORDER BY case_id"
    )
    assert len({tuple(map(str, row[:3])) for row in cases}) == len(cases[:1])
    assert len(cases) in (0, len(WRITERS))
    assert len({tuple(rules) for _, rules in flags}) == len(flags[:1])


async def test_an_author_the_platform_does_not_name_is_no_fault(town: Town) -> None:
    await town.hook(delivery(change("1", SPAM, **{"from": None})))
    await town.settle()
    assert "Author: not named by the platform" in str(town.card().blocks)
