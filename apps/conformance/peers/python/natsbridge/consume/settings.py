"""Options of one consumption, checked and completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

from ..errors import NatsBridgeError
from ..jetstream.api import api_prefix
from ..option_defaults import CONSUME_DEFAULTS
from ..settings import whole_number
from ..subjects import assert_publish_subject, assert_subscribe_subject

DELIVER_POLICIES = ("all", "new", "last", "last_per_subject")


@dataclass(frozen=True)
class ConsumeSettings:
    stream: str
    consumer: str | None
    filter_subjects: list[str]
    concurrency: int
    ack_wait: int
    max_deliver: int | None
    deliver_policy: str
    nak_delay: int
    max_nak_delay: int
    double_ack: bool
    remove_files: bool
    dedup_window: int
    dead_letter_subject: str
    on_poison: Callable[[BaseException, Any], object] | None
    prefix: str
    given: frozenset[str]
    """Names of what the caller wrote: only that is held against a consumer that exists."""


def consume_settings(stream: object, consumer: object, given: Mapping[str, Any]) -> ConsumeSettings:
    """
    :raises NatsBridgeError: ``invalid_config`` or ``invalid_subject``, naming the option
    """
    written = {name: value for name, value in given.items() if value is not None}
    options = {**CONSUME_DEFAULTS, **written, "stream": stream, "consumer": consumer}
    for name in ("stream", "consumer"):
        value = options[name]
        if name == "consumer" and value is None:
            continue
        if not isinstance(value, str) or not value or any(character in " .*>/\\\r\n\t" for character in value):
            raise NatsBridgeError("invalid_config", f"{name}: expected the name of a {name}, got {value!r:.80}", option=name)
    filters = options["filter_subjects"] or []
    if isinstance(filters, str) or not isinstance(filters, Sequence):
        raise NatsBridgeError("invalid_config", "filter_subjects: expected a list of subjects", option="filter_subjects")
    for subject in filters:
        assert_subscribe_subject(subject)
    if options["dead_letter_subject"]:
        assert_publish_subject(options["dead_letter_subject"], "dead_letter_subject")
    if options["deliver_policy"] not in DELIVER_POLICIES:
        raise NatsBridgeError("invalid_config", f"deliver_policy: expected one of {', '.join(DELIVER_POLICIES)}", option="deliver_policy")
    if options["on_poison"] is not None and not callable(options["on_poison"]):
        raise NatsBridgeError("invalid_config", "on_poison: expected a function", option="on_poison")
    max_deliver = options["max_deliver"]
    return ConsumeSettings(
        stream=options["stream"],
        consumer=options["consumer"],
        filter_subjects=list(filters),
        concurrency=whole_number("concurrency", options["concurrency"], 1),
        ack_wait=whole_number("ack_wait", options["ack_wait"], 1),
        max_deliver=None if max_deliver is None else whole_number("max_deliver", max_deliver, 1),
        deliver_policy=options["deliver_policy"],
        nak_delay=whole_number("nak_delay", options["nak_delay"]),
        max_nak_delay=whole_number("max_nak_delay", options["max_nak_delay"]),
        double_ack=bool(options["double_ack"]),
        remove_files=bool(options["remove_files"]),
        dedup_window=whole_number("dedup_window", options["dedup_window"]),
        dead_letter_subject=options["dead_letter_subject"] or "",
        on_poison=options["on_poison"],
        prefix=api_prefix(options["domain"], options["api_prefix"]),
        given=frozenset(written),
    )
