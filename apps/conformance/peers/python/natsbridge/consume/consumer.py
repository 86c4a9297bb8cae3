"""The consumer of a stream that messages are pulled from."""

from __future__ import annotations

import contextlib
from typing import Any

from ..broker.broker import Broker
from ..errors import NatsBridgeError
from ..jetstream.api import NO_CONSUMER, NO_STREAM, ask
from ..log import Trace
from ..subjects import covers
from .settings import ConsumeSettings


async def ensure_durable(broker: Broker, settings: ConsumeSettings, trace: Trace) -> dict[str, Any]:
    """The durable consumer, made where it does not exist.

    :raises NatsBridgeError: ``invalid_config`` where the stream is not there, or the consumer gives other messages than were asked for
    """
    where = f"{settings.stream}.{settings.consumer}"
    try:
        info = await ask(broker, f"{settings.prefix}.CONSUMER.INFO.{where}")
    except NatsBridgeError as error:
        if error.details.get("err_code") != NO_CONSUMER:
            raise _named(error, settings) from error
        config: dict[str, Any] = {
            "durable_name": settings.consumer, "name": settings.consumer, "ack_policy": "explicit",
            "deliver_policy": settings.deliver_policy, "ack_wait": settings.ack_wait * 1_000_000, **_filter(settings.filter_subjects),
        }  # fmt: skip
        try:
            return await ask(broker, f"{settings.prefix}.CONSUMER.CREATE.{where}", {"stream_name": settings.stream, "config": config})
        except NatsBridgeError as fault:
            raise _named(fault, settings) from fault
    _assert_fits(info.get("config") or {}, settings, trace)
    return info


async def make_ordered(broker: Broker, settings: ConsumeSettings, name: str, start: int | None) -> dict[str, Any]:
    """A consumer of this call alone, from the sequence ``start`` on.

    :raises NatsBridgeError: ``invalid_config``
    """
    begin: dict[str, Any] = {"deliver_policy": settings.deliver_policy} if start is None else {"deliver_policy": "by_start_sequence", "opt_start_seq": start}
    config = {
        "name": name, "ack_policy": "none", "max_deliver": 1, "mem_storage": True, "num_replicas": 1,
        "inactive_threshold": 300_000_000_000, **begin, **_filter(settings.filter_subjects),
    }  # fmt: skip
    try:
        return await ask(broker, f"{settings.prefix}.CONSUMER.CREATE.{settings.stream}.{name}", {"stream_name": settings.stream, "config": config})
    except NatsBridgeError as error:
        raise _named(error, settings) from error


async def drop_ordered(broker: Broker, settings: ConsumeSettings, name: str) -> None:
    """Deletes a consumer of this call alone; where that fails, the server does it after a while."""
    with contextlib.suppress(NatsBridgeError):
        await ask(broker, f"{settings.prefix}.CONSUMER.DELETE.{settings.stream}.{name}", seconds=1)


async def assert_no_circle(broker: Broker, settings: ConsumeSettings, filters: list[str]) -> None:
    """
    :raises NatsBridgeError: ``invalid_config`` where dead letters would be given to the same consumption again
    """
    letters = settings.dead_letter_subject
    if not letters:
        return
    try:
        info = await ask(broker, f"{settings.prefix}.STREAM.INFO.{settings.stream}")
    except NatsBridgeError as error:
        if error.details.get("err_code"):
            raise _named(error, settings) from error
        # Where the question is refused the check is left out.
        return
    stored = any(covers(each, letters) for each in (info.get("config") or {}).get("subjects") or [])
    if stored and (not filters or any(covers(each, letters) for each in filters)):
        text = f"dead_letter_subject {letters!r} lies in stream {settings.stream!r} and is consumed here again; take a subject outside, or filter_subjects without it"
        raise NatsBridgeError("invalid_config", text, option="dead_letter_subject")


def filters_of(config: dict[str, Any]) -> list[str]:
    """What a consumer is filtered by; empty for all."""
    return list(config.get("filter_subjects") or ([config["filter_subject"]] if config.get("filter_subject") else []))


def _filter(subjects: list[str]) -> dict[str, Any]:
    return {} if not subjects else {"filter_subject": subjects[0]} if len(subjects) == 1 else {"filter_subjects": subjects}


def _assert_fits(config: dict[str, Any], settings: ConsumeSettings, trace: Trace) -> None:
    name = f"stream {settings.stream!r}, consumer {settings.consumer!r}"
    if config.get("deliver_subject"):
        raise NatsBridgeError("invalid_config", f"{name}: it is a push consumer; take another name", option="consumer")
    if config.get("ack_policy") != "explicit":
        raise NatsBridgeError("invalid_config", f"{name}: its ack_policy is {config.get('ack_policy')!r}, needed is 'explicit'", option="consumer")
    if config.get("headers_only"):
        raise NatsBridgeError("invalid_config", f"{name}: it gives headers only, without the messages", option="consumer")
    theirs = sorted(filters_of(config))
    if "filter_subjects" in settings.given and theirs != sorted(settings.filter_subjects):
        text = f"{name}: its filter_subjects are {theirs}, asked for are {sorted(settings.filter_subjects)}; change one of them, or take another name"
        raise NatsBridgeError("invalid_config", text, option="filter_subjects")
    for option, theirs_value, ours in (
        ("ack_wait", int(config.get("ack_wait") or 0) // 1_000_000, settings.ack_wait),
        ("deliver_policy", config.get("deliver_policy"), settings.deliver_policy),
    ):
        if option in settings.given and theirs_value != ours:
            trace.warning(f"{name}: its {option} stays {theirs_value}, asked for was {ours}")


def _named(error: NatsBridgeError, settings: ConsumeSettings) -> NatsBridgeError:
    if error.details.get("err_code") == NO_STREAM:
        error.reword(f"stream {settings.stream!r}: {error.message}")
    elif error.code == "invalid_config":
        error.reword(f"stream {settings.stream!r}, consumer {settings.consumer!r}: {error.message}")
    return error
