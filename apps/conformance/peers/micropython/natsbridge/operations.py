# The operations of the broker, and what each does to a connection.

from .constants import LARGE
from .errors import NatsBridgeError
from .handshake import read_info, refusal
from .message import Message
from .plain_text import cut

_MAX_HEADERS = 2048


async def act(connection, protocol, line):
    """
    Acts on the operation that begins with `line`, and reads the rest of it. False, with nothing read, for a message
    that has to wait for room: the same line is to be given again after room.until_free().
    """
    # By spaces only: a foreign subject may hold what else counts as white space.
    words = line.split(b" ")
    word = words[0].upper()
    if word == b"MSG":
        return await _message(connection, protocol, words, words[3] if len(words) == 5 else b"", 0)
    if word == b"HMSG":
        return await _message(connection, protocol, words, words[3] if len(words) == 6 else b"", int(words[-2]))
    if word == b"PING":
        await connection.post(b"PONG\r\n")
    elif word == b"PONG":
        connection.pongs += 1
        connection.is_proved = True
        connection.form.tell()
    elif word == b"INFO":
        connection.max_payload = read_info(line)["max_payload"]
    elif word == b"-ERR":
        connection.refuse(refusal(line))
    elif word != b"+OK":
        raise ValueError(line[:20])
    return True


async def _message(connection, protocol, words, reply, header_size):
    size = int(words[-1]) - header_size
    if size < 0 or header_size < 0:
        raise ValueError("a message of negative size")
    subscription = connection.subscriptions.get(int(words[2]))
    room = connection.room
    what = item = None
    if subscription and size > connection.max_message:
        what = "is over the %d that this runtime handles (MAX_PAYLOAD_SIZE)" % connection.max_message
    elif subscription and room.is_to_wait(subscription, size):
        return False
    elif subscription and not room.has_room(subscription, size):
        what = "came while others were still being handled"
    status = await _status(protocol, header_size)
    if subscription and not what:
        try:
            item = Message(words[1].decode(), reply.decode(), await protocol.fill(await _memory(connection, size)), status)
        except MemoryError:
            what = "does not fit into memory"
        except UnicodeError:
            what = "is addressed in what is no UTF-8"
    await protocol.drain(2 if item else size + 2)
    if what:
        text = "a message of %s bytes on %s was dropped: it %s" % (words[-1].decode(), cut(repr(words[1])[2:-1]), what)
        item = NatsBridgeError("payload_too_large", text)
    connection.is_proved = True
    if item:
        room.put(subscription, item)
    return True


async def _memory(connection, size):
    # What nobody needs any more counts as used while something on the stack looks like its address: after the turn
    # of others the stack is another.
    for _ in range(3):
        try:
            return bytearray(size)
        except MemoryError:
            await connection.form.tidy()
    return bytearray(size)


async def _status(protocol, header_size):
    # "503" of "NATS/1.0 503"; headers themselves are not used.
    if header_size > _MAX_HEADERS:
        await protocol.drain(header_size)
    elif header_size:
        words = bytes(await protocol.exactly(header_size)).split(None, 2)
        if len(words) > 1 and words[1].isdigit():
            return words[1].decode()
    return ""


def publish_pieces(subject, chunks, size, reply, confirms):
    """Yields a PUB operation, and the PING that asks for the broker's word. Small pieces leave together: each write may be a packet."""
    small = ("PUB %s %s%d\r\n" % (subject, reply + " " if reply else "", size)).encode()
    for chunk in chunks:
        if len(chunk) > 256:
            if small:
                yield small
            small = b""
            yield chunk
        else:
            small += chunk.encode() if isinstance(chunk, str) else chunk
    yield small + (b"\r\nPING\r\n" if confirms else b"\r\n")
