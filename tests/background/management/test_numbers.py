"""Numbers that people type are bounded, and a wrong one is named."""

from argparse import ArgumentTypeError

import pytest

from background.management.numbers import how_many


def test_a_number_is_a_number() -> None:
    assert how_many("25") == 25


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "99999999999999999999999", "1.5"])
def test_another_is_named(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is no number from 1 to 100,000"):
        how_many(text)
