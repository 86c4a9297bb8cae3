"""Broker URLs: what connects, what is written into messages, and what no text repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from natsbridge import NATSBridge, NatsBridgeError, smartsend
from natsbridge.broker.servers import parse_servers

from .servers import NatsServer

SECRET = "s3/cr?e#t,pa@ss"
ENCODED = "s3%2Fcr%3Fe%23t%2Cpa%40ss"


@pytest.mark.parametrize(
    "url",
    [
        "nats://u:s3/cret@h:4222", "nats://u:s3?cret@h", "nats://u:s3#cret@h", "nats://u:s3,cret@h:4222", "nats://s3/cret@h", "nats://s3cret/x@h:1",
        "u:s3/cret@h", "u:s3,cret@h", "nats://h/path@s3cret", "nats://a@b@s3cret", "nats://u:s3cret@h:port", "nats://a:1,u:s3cret@b:2", "http://u:s3cret@h",
        "nats://u:s3cret@", "nats://u:s3 cret@h", "nats://u:s3cret@a,nats://v:s3cret@b",
    ],
)  # fmt: skip
async def test_no_text_repeats_an_unencoded_secret(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NatsBridgeError) as caught:
        await smartsend("chat", [("m", "x", "text")], broker_url=url)
    assert caught.value.code == "invalid_config" and caught.value.message.startswith("broker_url: ")
    assert "s3" not in caught.value.message and "cret" not in caught.value.message.replace("secret", "")
    monkeypatch.setenv("NATS_URL", url)
    with pytest.raises(NatsBridgeError, match="^NATS_URL: ") as caught:
        NATSBridge()
    assert "s3" not in caught.value.message


@pytest.mark.parametrize(
    ("url", "urls", "label", "credentials"),
    [
        (f"nats://u:{ENCODED}@h:4222", ["nats://h:4222"], "nats://h:4222", {"user": "u", "password": SECRET}),
        (f"{ENCODED}@h", ["nats://h"], "h", {"token": SECRET}),
        ("a:1, b:2", ["nats://a:1", "nats://b:2"], "a:1,b:2", {}),
        ("nats://u:p@a:1,nats://u:p@b:2", ["nats://a:1", "nats://b:2"], "nats://a:1,nats://b:2", {"user": "u", "password": "p"}),
        ("wss://h/path", ["wss://h/path"], "wss://h/path", {}),
        ("tls://[::1]:4222", ["tls://[::1]:4222"], "tls://[::1]:4222", {}),
    ],
)
def test_servers(url: str, urls: list[str], label: str, credentials: dict[str, str]) -> None:
    servers = parse_servers(url)
    assert (servers.urls, servers.label, servers.credentials) == (urls, label, credentials)


@pytest.mark.parametrize("login", ['users: [{ user: "u", password: "%s" }]', 'token: "%s"'])
async def test_a_percent_encoded_secret_connects_and_is_in_no_message(login: str, tmp_path: Path) -> None:
    server = NatsServer(tmp_path, "authorization { " + login % SECRET + " }")
    try:
        user = "u:" if "users" in login else ""
        env, text = await smartsend("chat", [("m", "x", "text")], broker_url=server.url.replace("nats://", f"nats://{user}{ENCODED}@"))
        assert env["broker_url"] == server.url and "s3" not in text and "%2F" not in text
        with pytest.raises(NatsBridgeError) as caught:
            await smartsend("chat", [("m", "x", "text")], broker_url=server.url.replace("nats://", f"nats://{user}wrong%2Fpass@"))
        assert caught.value.code == "permission_denied" and not caught.value.is_retryable
        assert "wrong" not in caught.value.message
    finally:
        server.stop()


async def test_connection_options_hold_for_every_way_to_connect(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, 'authorization { users: [{ user: "u", password: "p" }] }')
    try:
        options = {"user": "u", "password": "p"}
        await smartsend("chat", [("m", "x", "text")], broker_url=server.url, connection_options=options)
        async with NATSBridge("nats://127.0.0.1:1", connection_options=options) as bridge:
            await bridge.smartsend("chat", [("m", "x", "text")], broker_url=server.url)
    finally:
        server.stop()


async def test_a_subscription_that_is_refused(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, 'authorization { users: [{ user: "u", password: "p", permissions: { subscribe: ["allowed", "_INBOX.>"] } }] }')
    try:
        async with NATSBridge(server.url, connection_options={"user": "u", "password": "p"}) as bridge:
            status = bridge.status()
            with pytest.raises(NatsBridgeError, match="^secret: ") as caught:
                await bridge.subscribe("secret")
            assert caught.value.code == "permission_denied" and bridge._broker.holds == set()
            async for event in status:
                if event.type == "permission":
                    assert event.details == {"operation": "subscription", "subject": "secret"}
                    break
            await bridge.subscribe("allowed")
    finally:
        server.stop()


async def test_a_login_in_the_file_server_would_stand_in_every_link(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NatsBridgeError, match="^fileserver_url: holds a login") as caught:
        await smartsend("chat", [("m", "x", "text")], is_publish=False, fileserver_url="http://u:s3cret@h")
    assert caught.value.code == "invalid_config" and "s3cret" not in caught.value.message
    monkeypatch.setenv("FILESERVER_URL", "https://s3cret@h")
    with pytest.raises(NatsBridgeError, match="^FILESERVER_URL: holds a login"):
        NATSBridge()
