"""It is known what a template has to be told before anybody writes it."""

import pytest

from background.mail.letters.needs import needs_of
from background.mail.letters.samples import SAMPLES, Sample


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
def test_a_template_needs_no_more_than_its_sample_says(sample: Sample) -> None:
    told = {**sample.context, **(sample.links or {})}

    assert needs_of(sample.template).missing_in(told) == ()
    assert needs_of(sample.template).missing_in({}) != ()


def test_what_is_missing_is_named_and_what_it_can_do_without_is_not() -> None:
    needs = needs_of("urgent")

    assert needs.missing_in({"message": "x"}) == ("subject",)
    assert needs.missing_in({"message": "x", "subject": "x"}) == ()


def test_a_name_of_a_branch_that_is_not_taken_is_not_missed() -> None:
    quiet = {name: value for name, value in _report().items() if name not in ("names", "succeeded", "open", "ended_otherwise")} | {
        "total": 0
    }

    assert needs_of("daily_report").missing_in(quiet) == ()


def _report() -> dict[str, object]:
    return next(dict(sample.context) for sample in SAMPLES if sample.template == "daily_report")
