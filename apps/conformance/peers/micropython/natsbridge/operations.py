# The operations of the broker, and what each does to a connection.

from .errors import NatsBridgeError
from .handshake import read_info, refusal
from .message import Message
from .plain_text import cut

_MAX_HEADERS = 2048


async def act(connection, protocol, line):
    """Acts on the operation that begins with `line`, and reads the rest of it."""
    words = line.split()
    word = words[0].upper() if words else b""
    if word == b"MSG":
        reply = words[3] if len(words) == 5 else b""
        await _message(connection, protocol, words, reply, 0)
    elif word == b"HMSG":
        reply = words[3] if len(words) == 6 else b""
        await _message(connection, protocol, words, reply, int(words[-2]))
    elif word == b"PING":
        await connection.send((b"PONG\r\n",))
    elif word == b"PONG":
        connection.pongs += 1
    elif word == b"INFO":
        connection.max_payload = read_info(line).get("max_payload")
    elif word == b"-ERR":
        connection.refusals.append(refusal(line))
    elif word != b"+OK":
        raise ValueError(line[:20])


async def _message(connection, protocol, words, reply, header_size):
    size = int(words[-1]) - header_size
    if size < 0 or header_size < 0:
        raise ValueError("a message of negative size")
    subject = words[1].decode()
    subscription = connection.subscriptions.get(int(words[2]))
    status = await _status(protocol, header_size)
    if not subscription:
        return await protocol.drain(size + 2)
    item = None
    try:
        if size > connection.max_message:
            what = "is over the %d that this runtime handles (MAX_PAYLOAD_SIZE)" % connection.max_message
        elif not await connection.make_room(subscription, size):
            what = "came while others were still being handled"
        else:
            item = Message(subject, reply.decode(), await protocol.exactly(size), status)
    except MemoryError:
        what = "does not fit into memory"
    await protocol.drain(2 if item else size + 2)
    connection.put(
        subscription,
        item
        or NatsBridgeError("payload_too_large", "a message of %d bytes on %s was dropped: it %s" % (size, cut(subject), what)),
    )


async def _status(protocol, header_size):
    # "503" of "NATS/1.0 503"; headers themselves are not used.
    if header_size > _MAX_HEADERS:
        await protocol.drain(header_size)
    elif header_size:
        words = bytes(await protocol.exactly(header_size)).split(None, 2)
        if len(words) > 1 and words[1].isdigit():
            return words[1].decode()
    return ""


def publish_pieces(subject, chunks, size, reply):
    """Yields a PUB operation. Small pieces leave together: each write may be a packet."""
    small = ("PUB %s %s%d\r\n" % (subject, reply + " " if reply else "", size)).encode()
    for chunk in chunks:
        if len(chunk) > 256:
            if small:
                yield small
            small = b""
            yield chunk
        else:
            small += chunk.encode() if isinstance(chunk, str) else chunk
    yield small + b"\r\n"
