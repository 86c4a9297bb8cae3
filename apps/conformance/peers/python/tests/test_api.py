"""What the peer says it offers."""

from __future__ import annotations

import json

from conformance.api import FILE, api


def test_the_list_is_that_of_the_package() -> None:
    assert json.loads(FILE.read_text()) == json.loads(json.dumps(api())), "run `python -m conformance.api`"


def test_the_list_is_what_users_may_use() -> None:
    offered = api()["offered"]
    assert {"smartsend", "smartreceive", "subscribe", "request", "reply", "ack", "nack", "serve", "consume", "status", "connection", "close"} <= set(offered["methods"])
    assert {"max_message_bytes", "max_decoded_bytes", "min_speed", "lazy", "on_progress"} <= set(offered["smartreceive"])
    assert {"confirm", "headers", "jetstream", "fileserver", "nats_connection", "connection_options"} <= set(offered["smartsend"])
    assert {"max_deliver", "concurrency", "dedup_window", "double_ack", "dead_letter_subject", "handler"} <= set(offered["consume"])
