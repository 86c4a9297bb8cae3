"""Answers: replies, acks, nacks, and services."""

from __future__ import annotations

import asyncio
import json
import pickle
import threading
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge, NatsBridgeError

from .servers import NatsServer

HELLO: Any = [("message", "Hello!", "text")]


async def _refused(code: str, work: Any) -> NatsBridgeError:
    with pytest.raises(NatsBridgeError) as caught:
        await work
    assert caught.value.code == code, caught.value
    return caught.value


async def test_a_reply_to_a_subject_of_the_server_is_refused(nats_server: NatsServer) -> None:
    env: Any = {"reply_to": "$JS.API.STREAM.PURGE.S", "msg_id": "m", "correlation_id": "c"}
    async with NATSBridge(nats_server.url) as bridge:
        for answer in (bridge.reply(env, HELLO), bridge.ack(env), bridge.nack(env, "no")):
            error = await _refused("invalid_subject", answer)
            assert "allow_system_reply" in error.message
        assert (await bridge.ack(env, allow_system_reply=True)).env["send_to"] == "$JS.API.STREAM.PURGE.S"
    async with NATSBridge(nats_server.url, allow_system_reply=True) as bridge:
        assert (await bridge.ack(env)).env["msg_purpose"] == "ACK"


async def test_a_service_answers_acks_and_rejects(nats_server: NatsServer) -> None:
    def handler(env: Any) -> Any:
        word = env["payloads"][0][1]
        if word == "nothing":
            return None
        if word == "fail":
            raise ValueError("a secret text")
        if word == "coded":
            raise NatsBridgeError("unsupported", "not here")
        return [("answer", word + "!", "text")]

    async with NATSBridge(nats_server.url) as bridge, await bridge.serve("served", handler, queue="q"):

        def ask(word: str) -> Any:
            return bridge.request("served", [("w", word, "text")])

        assert (await ask("hi"))["payloads"] == [("answer", "hi!", "text")]
        ack = await ask("nothing")
        assert (ack["msg_purpose"], ack["payloads"]) == ("ACK", [])
        error = await _refused("rejected", ask("fail"))
        assert error.details["reason"] == "the request could not be handled" and error.details["reason_code"] == "handler_failed" and not error.is_retryable
        assert error.details["env"]["msg_purpose"] == "NACK" and "secret" not in json.dumps(error.details["env"])
        assert (await _refused("rejected", ask("coded"))).details["reason_code"] == "unsupported"
        copy = pickle.loads(pickle.dumps(error))
        assert (copy.code, copy.message, copy.is_retryable, copy.details) == (error.code, error.message, error.is_retryable, error.details)
        async with await bridge.serve("open", handler, expose_errors=True):
            assert (await _refused("rejected", bridge.request("open", [("w", "fail", "text")]))).details["reason"] == "a secret text"


async def test_an_answer_is_never_answered(nats_server: NatsServer) -> None:
    seen: list[str] = []
    async with NATSBridge(nats_server.url) as bridge, await bridge.subscribe("inbox") as inbox, await bridge.serve("echo.x", lambda env: seen.append("x")):
        for purpose in ("ACK", "NACK"):
            await bridge.smartsend("echo.x", [], msg_purpose=purpose, reply_to="inbox")
        await bridge.smartsend("echo.x", HELLO, reply_to="inbox")
        env = await asyncio.wait_for(inbox.__anext__(), 5)
        assert env["msg_purpose"] == "ACK" and seen == ["x"]
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(inbox.__anext__(), 0.2)


async def test_a_foreign_message_ends_no_service_and_a_plain_handler_does_not_stop_the_loop(nats_server: NatsServer) -> None:
    poison: list[str] = []
    threads: set[int] = set()

    # Passed by those who stand at it together; by fewer never, and then each request is rejected.
    all_three = threading.Barrier(3, timeout=20)

    def slow(env: Any) -> None:
        threads.add(threading.get_ident())
        all_three.wait()

    connection = await nats.connect(nats_server.url)
    async with NATSBridge(nats_server.url) as bridge:
        async with await bridge.serve("slow", slow, concurrency=3, on_poison=lambda error, msg: poison.append(error.code)):
            await connection.publish("slow", b"garbage")
            await connection.publish("slow", b"")
            await asyncio.gather(*(bridge.request("slow", HELLO, timeout=30_000) for _ in range(3)))
        assert poison == ["invalid_envelope", "invalid_envelope"] and threading.get_ident() not in threads
    await connection.close()
