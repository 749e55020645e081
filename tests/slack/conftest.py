"""`--write-goldens` rewrites the cards; the difference is then reviewed like code."""

import pytest

from bot.settings import check_zone


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--write-goldens", action="store_true", help="Rewrite tests/slack/cards/*.json.")


@pytest.fixture
def write_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether the cards are to be rewritten instead of compared."""
    return bool(request.config.getoption("--write-goldens", default=False))


@pytest.fixture(scope="session", autouse=True)
def albertas_clock() -> None:
    """Cards show the time by the table the desk insists on."""
    check_zone()
