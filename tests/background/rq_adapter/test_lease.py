"""The length of a lease is a setting with bounds."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from background.rq_adapter.lease import lease_seconds


@pytest.mark.parametrize(("background", "seconds"), [({}, 20), ({"LEASE_SECONDS": 2}, 2), ({"LEASE_SECONDS": 300}, 300)])
def test_a_lease_is_as_long_as_the_settings_say(background: dict[str, Any], seconds: int) -> None:
    assert lease_seconds(background) == seconds


@pytest.mark.parametrize("wrong", [1, 301, 20.5, "20", None])
def test_a_lease_out_of_bounds_is_refused_with_the_bounds(wrong: object) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"LEASE_SECONDS.*from 2 to 300"):
        lease_seconds({"LEASE_SECONDS": wrong})
