from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nats
import pytest

from natsbridge import MsgEnvelopeV1, NATSBridge, NatsBridgeError, plik_oneshot_upload, smartreceive, smartsend

from .servers import NatsServer, PlikServer

HELLO = [("message", "Hello!", "text")]


async def _refused(code: str, words: str, *arguments: Any, **options: Any) -> NatsBridgeError:
    with pytest.raises(NatsBridgeError, match=words) as caught:
        await smartsend(*arguments, **options)
    assert caught.value.code == code
    return caught.value


async def test_the_written_form() -> None:
    result = await smartsend("/chat", HELLO, is_publish=False, broker_url="nats://user:secret@localhost:4222", metadata={"n": 2**60})
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(
        rf'\{{"correlation_id":"{uuid}","msg_id":"{uuid}","timestamp":"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z","send_to":"/chat","msg_purpose":"chat",'
        rf'"sender_name":"NATSBridge","sender_id":"{uuid}","receiver_name":"","receiver_id":"","reply_to":"","reply_to_msg_id":"",'
        rf'"broker_url":"nats://localhost:4222","metadata":\{{"n":1152921504606846976\}},"payloads":\[\{{"id":"{uuid}","dataname":"message",'
        r'"payload_type":"text","transport":"direct","encoding":"base64","size":6,"data":"SGVsbG8h","metadata":'
        r'\{"checksum":"334d016f755cd6dc58c53a86e183882f8ec14f52fb05345887c8a5edd42c87b7"\}\}\]\}',
        result.env_json_str,
    )
    env, text = result
    assert json.loads(text) == env == MsgEnvelopeV1.from_dict(env).to_dict()
    assert result.receipt.bytes == len(text)


@pytest.mark.parametrize("subject", ["", " ", "a b", "a\r\nPUB x 1", "a.*", "a.>", "*", ">", ".a", "a.", "a..b", "a\x00b", "a\u00a0b", 5, None])
async def test_bad_subjects_are_refused_before_any_upload(subject: Any, plik: PlikServer) -> None:
    await _refused("invalid_subject", "subject", subject, [("x", bytes(2_000_000), "binary")])
    if isinstance(subject, str) and subject:
        await _refused("invalid_subject", "reply_to", "chat", [("x", bytes(2_000_000), "binary")], reply_to=subject)
    assert plik.uploads == {}


@pytest.mark.parametrize(
    ("code", "words", "data", "options"),
    [
        ("invalid_payload", "at least one payload", [], {}),
        ("invalid_payload", "list of", "text", {}),
        ("invalid_payload", "payload 0: expected", ["text"], {}),
        ("invalid_payload", "payload 0: expected", [("a", "b")], {}),
        ("invalid_payload", "dataname is a str", [(1, "b", "text")], {}),
        ("invalid_payload", "payload 1 'y': text is a str", [("x", "a", "text"), ("y", 1, "text")], {}),
        ("unsupported_type", "payload 0 'x': payload type 'hologram'", [("x", "a", "hologram")], {}),
        ("invalid_config", "unknown option 'brokerurl'", HELLO, {"brokerurl": "x"}),
        ("invalid_config", "broker_url: the URL is no server: expected a URL", HELLO, {"broker_url": "http://x"}),
        ("invalid_config", "fileserver_url: expected an http", HELLO, {"fileserver_url": "ftp://x"}),
        ("invalid_config", "size_threshold: expected a whole number", HELLO, {"size_threshold": -1}),
        ("invalid_config", "size_threshold", HELLO, {"size_threshold": True}),
        ("invalid_config", "msg_id .* outer white space", HELLO, {"msg_id": " x"}),
        ("invalid_config", "msg_id .* line end", HELLO, {"msg_id": "a\nb"}),
        ("invalid_config", "correlation_id", HELLO, {"correlation_id": ""}),
        ("invalid_config", "sender_name: expected text", HELLO, {"sender_name": 5}),
        ("invalid_config", "metadata: expected a dict", HELLO, {"metadata": []}),
        ("invalid_config", "jetstream", HELLO, {"jetstream": "yes"}),
        ("invalid_config", "arrow_compression", HELLO, {"arrow_compression": "gzip"}),
        ("invalid_payload", "envelope: metadata.x is nan", HELLO, {"metadata": {"x": float("nan")}}),
    ],
)
async def test_bad_input_is_refused(code: str, words: str, data: Any, options: dict[str, Any], plik: PlikServer) -> None:
    await _refused(code, words, "chat", data, is_publish=False, **options)
    assert plik.uploads == {}


async def test_an_acknowledgement_may_be_empty() -> None:
    env, _ = await smartsend("chat", [], is_publish=False, msg_purpose="ACK")
    assert env["payloads"] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("SIZE_THRESHOLD", "1e6", "SIZE_THRESHOLD: expected"), ("NATS_URL", "http://x", "NATS_URL: the URL is no server: expected"), ("FILESERVER_URL", "nowhere", "FILESERVER_URL: expected")],
)
async def test_a_malformed_variable_is_named(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    await _refused("invalid_config", words, "chat", HELLO, is_publish=False)


async def test_environment_decides_where_no_option_does(plik: PlikServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIZE_THRESHOLD", "3")
    monkeypatch.setenv("NATS_URL", "broker.example:4222,other.example")
    env, _ = await smartsend("chat", HELLO, is_publish=False)
    assert env["payloads"][0]["transport"] == "link" and env["payloads"][0]["data"].startswith(plik.url)
    assert env["broker_url"] == "broker.example:4222,other.example"
    env, _ = await smartsend("chat", HELLO, is_publish=False, size_threshold=100)
    assert env["payloads"][0]["transport"] == "direct"
    monkeypatch.setenv("SIZE_THRESHOLD", "")
    env, _ = await smartsend("chat", HELLO, is_publish=False)
    assert env["payloads"][0]["transport"] == "direct"


async def test_the_live_limit_of_the_server_counts(tmp_path: Path, plik: PlikServer) -> None:
    server = NatsServer(tmp_path, "max_payload: 10000")
    try:
        async with NATSBridge(server.url) as bridge:
            subscription = await bridge.subscribe("chat")
            result = await bridge.smartsend("chat", [("a", bytes(3000), "binary"), ("b", bytes(4000), "binary"), ("c", b"x", "binary")])
            assert [each.transport for each in result.receipt.payloads] == ["direct", "link", "direct"]
            assert result.receipt.bytes <= 10_000
            env = await subscription.__anext__()
            assert [len(value) for _, value, _ in env["payloads"]] == [3000, 4000, 1]
            with pytest.raises(NatsBridgeError, match="max_payload of 10,000") as caught:
                await bridge.smartsend("chat", [("a", bytes(9000), "binary")], metadata={"x": "y" * 9000})
            assert caught.value.code == "payload_too_large"
            assert len(plik.files) == 1
    finally:
        server.stop()


async def test_every_byte_up_to_the_limit_is_used(tmp_path: Path, plik: PlikServer) -> None:
    server = NatsServer(tmp_path, "max_payload: 10000")
    try:
        async with NATSBridge(server.url) as bridge:
            seen = set()
            for size in range(6_900, 7_100, 3):
                result = await bridge.smartsend("chat", [("a", bytes(size), "binary")])
                seen.add(result.receipt.payloads[0].transport)
                if result.receipt.payloads[0].transport == "direct":
                    largest = result.receipt.bytes
            assert seen == {"direct", "link"} and 9_996 <= largest <= 10_000
    finally:
        server.stop()


async def test_urls_longer_than_planned_are_counted(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, "max_payload: 10000")
    removed: list[Any] = []
    try:
        async with NATSBridge(server.url) as bridge:
            with pytest.raises(NatsBridgeError) as caught:
                await bridge.smartsend(
                    "chat",
                    [("a", bytes(9000), "binary")],
                    fileserver_upload_handler=lambda url, name, data: {"status": 200, "url": "http://x/" + "y" * 12_000},
                    fileserver_remove_handler=lambda url, stored: removed.append(stored),
                )
        assert caught.value.code == "payload_too_large" and len(removed) == 1
    finally:
        server.stop()


async def test_a_failed_upload_undoes_the_others(nats_server: NatsServer, plik: PlikServer) -> None:
    plik.refuse_files_after = 1
    error = await _refused("upload_failed", r"payload 1 'b'.*400 \(file too big", "chat", [("a", bytes(2_000_000), "binary"), ("b", bytes(2_000_000), "binary")])
    assert error.details["index"] == 1 and error.details["status"] == 400
    assert plik.files == {} and plik.uploads == {}


async def test_no_file_server(nats_server: NatsServer) -> None:
    await _refused("upload_failed", "payload 0 'a'", "chat", [("a", bytes(2_000_000), "binary")], fileserver_url="http://127.0.0.1:1")


@pytest.mark.parametrize("answer", [None, {}, {"status": 500, "url": "http://x/y"}, {"status": 200, "url": "/relative"}, {"status": 200, "url": 5}])
async def test_what_an_upload_handler_returns_is_checked(answer: Any) -> None:
    async def handler(url: str, name: str, data: bytes) -> Any:
        return answer

    await _refused("upload_failed", "the upload handler returned", "chat", HELLO, is_publish=False, size_threshold=0, fileserver_upload_handler=handler)


async def test_a_handler_that_raises_is_quoted_briefly() -> None:
    def handler(url: str, name: str, data: bytes) -> Any:
        raise ValueError("x" * 10_000)

    error = await _refused("upload_failed", "ValueError: xxx", "chat", HELLO, is_publish=False, size_threshold=0, fileserver_upload_handler=handler)
    assert len(error.message) < 500


async def test_a_cancelled_send_leaves_no_files(nats_server: NatsServer, plik: PlikServer) -> None:
    import asyncio

    from natsbridge import plik_upload

    async def handler(url: str, name: str, data: bytes) -> Any:
        if name == "second":
            raise asyncio.CancelledError
        return await plik_upload(url, name, data)

    with pytest.raises(asyncio.CancelledError):
        await smartsend("chat", [("first", b"x", "binary"), ("second", b"y", "binary")], size_threshold=0, fileserver_upload_handler=handler)
    assert len(plik.requests) == 0 and plik.files == {} and plik.uploads == {}


async def test_no_broker(plik: PlikServer) -> None:
    await _refused("connection_failed", r"^nats://127.0.0.1:1: ", "chat", [("a", bytes(2_000_000), "binary")], broker_url="nats://me:secret@127.0.0.1:1")
    assert plik.uploads == {}


async def test_a_refused_publish_undoes_uploads(tmp_path: Path, plik: PlikServer) -> None:
    server = NatsServer(tmp_path, 'authorization { users: [{ user: "u", password: "p", permissions: { publish: "allowed" } }] }')
    url = server.url.replace("nats://", "nats://u:p@")
    try:
        data = [("a", bytes(2_000_000), "binary")]
        async with NATSBridge(url) as bridge:
            # Each time: the refusal must not be overtaken by the confirmation.
            for _ in range(40):
                with pytest.raises(NatsBridgeError):
                    await bridge.smartsend("secret", HELLO)
        await _refused("permission_denied", "secret", "secret", data, broker_url=url)
        assert plik.files == {}
        env, _ = await smartsend("allowed", data, broker_url=url)
        assert "u:p" not in env["broker_url"] and len(plik.files) == 1
        await _refused("permission_denied", "(?i)authorization", "allowed", data, broker_url=server.url)
    finally:
        server.stop()


async def test_a_connection_that_was_passed_stays_open(nats_server: NatsServer) -> None:
    connection = await nats.connect(nats_server.url)
    try:
        await smartsend("chat", HELLO, nats_connection=connection)
        assert connection.is_connected
        async with NATSBridge(nats_connection=connection) as bridge:
            await bridge.smartsend("chat", HELLO)
        assert connection.is_connected
    finally:
        await connection.close()
    await _refused("connection_failed", "is closed", "chat", HELLO, nats_connection=connection)


async def test_one_shot_upload_on_request(nats_server: NatsServer, plik: PlikServer) -> None:
    env, text = await smartsend("chat", [("a/b \"é\".bin", bytes(2_000_000), "binary")], fileserver_upload_handler=plik_oneshot_upload)
    assert env["payloads"][0]["data"].endswith("/b%20_%C3%A9_.bin")
    received = await smartreceive(text)
    assert received["payloads"][0][1] == bytes(2_000_000)
    with pytest.raises(NatsBridgeError, match="one-shot") as caught:
        await smartreceive(text)
    assert caught.value.code == "link_gone"


@pytest.mark.parametrize("dataname", ["", ".", "..", "/", "x" * 3000, "a\r\nb", "日本.txt", "a%2Fb", "x?y#z", "é" * 300])
async def test_any_dataname_can_be_a_file(dataname: str, plik: PlikServer) -> None:
    _, text = await smartsend("chat", [(dataname, "Hello!", "text")], is_publish=False, size_threshold=0)
    received = await smartreceive(text)
    assert received["payloads"] == [(dataname, "Hello!", "text")]


async def test_the_class_itself_sends(nats_server: NatsServer) -> None:
    env, text = await NATSBridge.smartsend("chat", HELLO, broker_url=nats_server.url)
    assert (await NATSBridge.smartreceive(text))["payloads"] == HELLO


async def test_every_step_is_logged_with_the_correlation_id(nats_server: NatsServer, plik: PlikServer, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    logger = logging.getLogger("test")
    with caplog.at_level(logging.INFO, "test"):
        await smartsend("chat", [("100%s", "x\n" * 500_000, "text")], correlation_id="id\n1", logger=logger)
    stamp = r"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[Correlation: id\\u000a1\] "
    lines = [record.getMessage() for record in caplog.records if record.name == "test"]
    assert [bool(re.match(stamp + rest, line)) for line, rest in zip(lines, [r"Uploaded 1000000 bytes of '100%s': http://127\.0\.0\.1:\d+ \(link [0-9a-f]{8}\)$", "Message published to chat$"], strict=True)] == [True, True]
