"""Checks of what NATS is asked to carry, before anything is uploaded."""

from __future__ import annotations

import unicodedata

from .errors import NatsBridgeError


def assert_publish_subject(subject: object, option: str = "subject") -> str:
    """Refuses what a server would misread or refuse.

    :raises NatsBridgeError: ``invalid_subject`` for an empty subject, white space, control characters, wildcards or empty tokens.
    """
    if not isinstance(subject, str):
        raise NatsBridgeError("invalid_subject", f"{option}: expected a string, got {type(subject).__name__}")
    if subject == "":
        raise NatsBridgeError("invalid_subject", f"{option} is empty; name a subject such as 'chat'")
    for character in subject:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cs"):
            raise NatsBridgeError("invalid_subject", f"{option} {subject!r} holds white space or a control character")
        if character in "*>":
            raise NatsBridgeError("invalid_subject", f"{option} {subject!r} holds the wildcard {character!r}; a message goes to one subject")
    if "" in subject.split("."):
        raise NatsBridgeError("invalid_subject", f"{option} {subject!r} has an empty token (a dot at an end, or two in a row)")
    return subject


def assert_subscribe_subject(subject: object) -> str:
    """As :func:`assert_publish_subject`, but whole tokens may be wildcards."""
    if isinstance(subject, str) and subject:
        tokens = subject.split(".")
        plain = [("x" if token == "*" or (token == ">" and at == len(tokens) - 1) else token) for at, token in enumerate(tokens)]
        assert_publish_subject(".".join(plain))
        return subject
    return assert_publish_subject(subject)


def assert_msg_id(msg_id: object) -> str:
    """A ``msg_id`` that NATS carries unchanged in ``Nats-Msg-Id``.

    :raises NatsBridgeError: ``invalid_config``
    """
    if not isinstance(msg_id, str) or msg_id == "":
        raise NatsBridgeError("invalid_config", f"msg_id: expected a non-empty string, got {msg_id!r}")
    if msg_id != msg_id.strip() or "\r" in msg_id or "\n" in msg_id:
        raise NatsBridgeError("invalid_config", f"msg_id {msg_id!r} has outer white space or a line end; NATS trims it and would take it for another id")
    return msg_id


def covers(pattern: str, subject: str) -> bool:
    """Whether a subject with wildcards covers a plain one."""
    tokens = subject.split(".")
    wanted = pattern.split(".")
    for at, token in enumerate(wanted):
        if token == ">":
            return len(tokens) > at
        if at >= len(tokens) or token not in ("*", tokens[at]):
            return False
    return len(tokens) == len(wanted)
