"""The five scenarios of the architecture, over a real nats-server."""

from __future__ import annotations

from typing import Any

import pandas as pd

from natsbridge import NATSBridge, smartsend

from .servers import NatsServer, PlikServer


async def _over(server: NatsServer, subject: str, data: list[tuple[str, Any, str]], **options: Any) -> tuple[Any, dict[str, Any]]:
    async with NATSBridge(server.url) as bridge:
        subscription = await bridge.subscribe(subject)
        result = await smartsend(subject, data, broker_url=server.url, **options)
        env = await subscription.__anext__()
        await subscription.close()
        return result, env


async def test_1_command_and_control(nats_server: NatsServer) -> None:
    (sent, text), env = await _over(nats_server, "control", [("config", {"step_size": 0.01}, "dictionary")])
    assert env["payloads"] == [("config", {"step_size": 0.01}, "dictionary")]
    assert list(sent) == [
        "correlation_id", "msg_id", "timestamp", "send_to", "msg_purpose", "sender_name", "sender_id", "receiver_name", "receiver_id",
        "reply_to", "reply_to_msg_id", "broker_url", "metadata", "payloads",
    ]  # fmt: skip
    assert list(sent["payloads"][0]) == ["id", "dataname", "payload_type", "transport", "encoding", "size", "data", "metadata"]
    assert text.startswith('{"correlation_id":"')
    assert env["msg_purpose"] == "chat" and env["sender_name"] == "NATSBridge" and env["send_to"] == "control"


async def test_2_deep_dive_analysis(nats_server: NatsServer, plik: PlikServer) -> None:
    frame = pd.DataFrame({"id": range(100_000), "value": [each / 8 for each in range(100_000)]})
    result, env = await _over(nats_server, "analysis", [("table_data", frame, "arrowtable")])
    assert result.env["payloads"][0]["transport"] == "link"
    assert result.env["payloads"][0]["encoding"] == "none"
    assert result.env["payloads"][0]["data"].startswith(plik.url + "/file/")
    pd.testing.assert_frame_equal(env["payloads"][0][1], frame)


async def test_3_chat_with_several_payloads(nats_server: NatsServer) -> None:
    chat = [("text", "Hello! 🎉", "text"), ("image", b"\x89PNG\x00", "image"), ("sound", bytearray(b"RIFF"), "audio")]
    _, env = await _over(nats_server, "/chat", chat)
    assert env["payloads"] == [("text", "Hello! 🎉", "text"), ("image", b"\x89PNG\x00", "image"), ("sound", b"RIFF", "audio")]
    assert [each["verified"] for each in env["payload_info"]] == [True, True, True]


async def test_4_json_table(nats_server: NatsServer) -> None:
    users = [{"id": 1, "name": "Alice"}, {"id": 2, "name": "Bob"}]
    _, env = await _over(nats_server, "data", [("users", users, "jsontable")])
    assert env["payloads"] == [("users", users, "jsontable")]


async def test_5_smart_transport_selection(nats_server: NatsServer, plik: PlikServer) -> None:
    small, large = bytes(1000), bytes(1_000_000)
    result, env = await _over(nats_server, "smart", [("small", small, "binary"), ("large", large, "video")])
    assert [payload["transport"] for payload in result.env["payloads"]] == ["direct", "link"]
    assert [each.reason for each in result.receipt.payloads] == [
        "1,000 bytes < size_threshold 1,000,000, and the message fits max_payload 1,048,576",
        "1,000,000 bytes >= size_threshold 1,000,000",
    ]
    assert env["payloads"] == [("small", small, "binary"), ("large", large, "video")]
