from __future__ import annotations

import pytest

from natsbridge import NatsBridgeError
from natsbridge.plan import plan_transports


def _transports(sizes: list[int], overhead: int = 1000, threshold: int = 1_000_000, limit: int = 1_048_576) -> list[str]:
    return [choice.transport for choice in plan_transports(sizes, overhead, threshold, limit)]


def test_the_threshold_itself_is_a_link() -> None:
    assert _transports([999_999], limit=8_000_000) == ["direct"]
    assert _transports([1_000_000], limit=8_000_000) == ["link"]


def test_base64_is_counted() -> None:
    assert _transports([800_000]) == ["link"]


def test_the_largest_goes_first_and_only_as_many_as_needed() -> None:
    assert _transports([300_000, 300_001, 300_000]) == ["direct", "link", "direct"]


def test_of_equal_sizes_the_first_goes_first() -> None:
    assert _transports([400_000, 400_000, 10]) == ["link", "direct", "direct"]


def test_exactly_the_limit_is_direct() -> None:
    limit = 1000 + 4 * 250_000
    assert _transports([750_000], limit=limit) == ["direct"]
    assert _transports([750_000], limit=limit - 1) == ["link"]


def test_threshold_zero_links_everything() -> None:
    assert _transports([0, 1], threshold=0) == ["link", "link"]


def test_what_cannot_fit_says_the_numbers() -> None:
    with pytest.raises(NatsBridgeError, match=r"over the server's max_payload of 2,000") as caught:
        plan_transports([10, 10], 1990, 1_000_000, 2000)
    assert caught.value.code == "payload_too_large"
