"""The scenarios of the documentation, as it shows them: each receives until its task is cancelled, or sends once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from natsbridge import NATSBridge


async def connect() -> None:
    # #region connect
    from natsbridge import NATSBridge

    async with NATSBridge() as bridge:  # NATS_URL and FILESERVER_URL, or localhost
        messages = await bridge.subscribe("chat")
        await bridge.smartsend("chat", [("message", "Hello!", "text")])
        async for env in messages:
            print(env["payloads"][0][1])
    # #endregion connect


async def send_settings(bridge: NATSBridge) -> None:
    # #region settings-send
    await bridge.smartsend("control", [("config", {"step_size": 0.01}, "dictionary")])
    # #endregion settings-send


async def receive_settings(bridge: NATSBridge) -> None:
    # #region settings-receive
    async for env in await bridge.subscribe("control"):
        for dataname, data, type_ in env["payloads"]:
            print(dataname, data)
    # #endregion settings-receive


async def send_chat(bridge: NATSBridge, photo: Path) -> None:
    # #region chat-send
    await bridge.smartsend("chat", [
        ("message", "Look at this!", "text"),
        ("photo", photo, "image"),
    ])
    # #endregion chat-send


async def receive_chat(bridge: NATSBridge) -> None:
    # #region chat-receive
    async for env in await bridge.subscribe("chat"):
        for dataname, data, type_ in env["payloads"]:
            if type_ == "text":
                print(dataname, data)
            if type_ == "image":
                print(dataname, len(data), "bytes")
    # #endregion chat-receive


async def send_table(bridge: NATSBridge) -> None:
    # #region table-send
    import pandas as pd

    frame = pd.DataFrame({"id": [1, 2], "value": [0.5, None]})
    await bridge.smartsend("readings", [("readings", frame, "arrowtable")])
    # #endregion table-send


async def receive_table(bridge: NATSBridge) -> None:
    # #region table-receive
    async for env in await bridge.subscribe("readings"):
        for dataname, frame, type_ in env["payloads"]:
            print(dataname, frame.to_dict("list"))
    # #endregion table-receive


async def send_file(bridge: NATSBridge, path: Path) -> None:
    # #region file-send
    await bridge.smartsend("films", [("film", path, "video")])  # read as it is uploaded
    # #endregion file-send


async def receive_file(bridge: NATSBridge, path: Path) -> None:
    # #region file-receive
    async for env in await bridge.subscribe("films", lazy=True):
        for dataname, film, type_ in env["payloads"]:
            await film.save_to(path)  # whole and checked, or not there at all
            print(dataname, film.size, "bytes")
    # #endregion file-receive


async def serve(bridge: NATSBridge) -> Any:
    # #region service-serve
    async def square(env):
        return [("result", env["payloads"][0][1] ** 2, "dictionary")]

    service = await bridge.serve("square", square)
    # #endregion service-serve
    return service


async def ask(bridge: NATSBridge) -> None:
    # #region service-ask
    answer = await bridge.request("square", [("n", 12, "dictionary")], timeout=2_000)
    print(answer["payloads"][0][1])
    # #endregion service-ask


async def send_order(bridge: NATSBridge) -> None:
    # #region stream-send
    await bridge.smartsend("orders.new", [("order", {"id": 1}, "dictionary")], jetstream=True)
    # #endregion stream-send


async def consume(bridge: NATSBridge) -> Any:
    # #region stream-consume
    async def bill(env, delivery):  # an exception here brings the message back later
        print(env["payloads"][0][1])

    consumption = await bridge.consume(
        "ORDERS", "billing", bill, max_deliver=5, dead_letter_subject="dead.orders"
    )
    # #endregion stream-consume
    return consumption
