"""Direct or link: a pure function of sizes and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from .constants import LINK_RESERVE
from .errors import NatsBridgeError


@dataclass
class Choice:
    transport: str
    reason: str


def plan_transports(sizes: Sequence[int], overhead: int, size_threshold: int, max_payload: int) -> list[Choice]:
    """
    :param sizes: serialized sizes of the payloads, in bytes.
    :param overhead: bytes of the whole message with every ``data`` empty (envelope and headers).
    :raises NatsBridgeError: ``payload_too_large`` when even links for all would not fit.
    """
    plan = [
        Choice("link", f"{size:,} bytes >= size_threshold {size_threshold:,}")
        if size >= size_threshold
        else Choice("direct", f"{size:,} bytes < size_threshold {size_threshold:,}, and the message fits max_payload {max_payload:,}")
        for size in sizes
    ]
    total = overhead + sum(LINK_RESERVE if choice.transport == "link" else base64_length(size) for choice, size in zip(plan, sizes))
    # Of equal sizes the first in order goes first; what is smaller than a link as text does not help.
    order = sorted(range(len(sizes)), key=lambda at: -sizes[at])
    for at in order:
        if total <= max_payload:
            break
        saved = base64_length(sizes[at]) - LINK_RESERVE
        if plan[at].transport == "direct" and saved > 0:
            plan[at] = Choice("link", f"the message would have {total:,} bytes, over max_payload {max_payload:,}; largest direct payload first")
            total -= saved
    if total > max_payload:
        raise too_large(total, max_payload)
    return plan


def base64_length(size: int) -> int:
    return (size + 2) // 3 * 4


def too_large(total: int, max_payload: int) -> NatsBridgeError:
    return NatsBridgeError(
        "payload_too_large",
        f"the message has {total:,} bytes even with every large payload as a link, over the server's max_payload of {max_payload:,}; "
        "send fewer payloads or less metadata, or raise max_payload",
    )
