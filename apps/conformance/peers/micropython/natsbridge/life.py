# The life of a connection: dial, read, and again with growing waits, until it is closed. It is one coroutine for
# both forms, and a state that is resumed: nobody ever waits in it for longer than he asked for.

import os
import time

from .deadline import deadline_in
from .errors import NatsBridgeError
from .handshake import shake_hands
from .operations import act

_LONGEST_DELAY = 5000
# A message must be there this long after its first byte, in ms.
_SLOWEST = 60000
# Failures that no other attempt will mend before something is changed.
FINAL = ("permission_denied", "unsupported", "invalid_config")


async def live(connection):
    """Ends with the connection, and by nothing else."""
    delay = connection.settings.reconnect_delay
    while not connection.is_closed:
        connection.is_cut = connection.is_proved = False
        try:
            await _dial(connection)
            while True:
                await connection.form.turn()
                # What was begun lies in memory above what is handled, and would cut it in two when that is freed:
                # nothing is kept of a message that waits but its first line.
                line = await _line(connection)
                while not await act(connection, connection.protocol, line):
                    connection.began = None
                    await connection.room.until_free()
                    line = bytes(memoryview(line))
        except Exception as error:
            if not connection.is_cut:
                connection.lose(error)
        if connection.is_closed:
            return
        if connection.is_proved:
            delay = connection.settings.reconnect_delay
        # Devices that lost the same broker shall not come back in the same moment.
        connection.retry_at = deadline_in(delay - delay * os.urandom(1)[0] // 512)
        await connection.form.turn()
        await connection.form.rest()
        delay = min(delay * 2, _LONGEST_DELAY)


def is_ping_due(connection):
    """To be asked at connection.alarm, which it sets anew. OSError where the broker has kept silent too long."""
    interval = connection.settings.ping_interval
    connection.alarm = deadline_in(interval)
    if connection.room.is_blocked:
        # Its answers lie behind a message that waits for room.
        return False
    stream = connection.stream
    if stream.has_heard:
        stream.has_heard = False
        connection.unanswered = 0
    if connection.unanswered >= 2:
        raise OSError("the broker kept silent for %d ms" % (interval * 3))
    if connection.began is not None and time.ticks_diff(time.ticks_ms(), connection.began) > _SLOWEST:
        raise OSError("a message was not there %d ms after its beginning" % _SLOWEST)
    connection.unanswered += 1
    return True


async def _dial(connection):
    # Every server once; what only a change can mend is told rather than what time may.
    last = None
    for server in connection.servers:
        connection.state = "connecting"
        try:
            return await _open(connection, server)
        except (OSError, ValueError, NatsBridgeError) as error:
            connection.drop()
            if getattr(last, "code", None) not in FINAL:
                last = error
    code = getattr(last, "code", None)
    code = code if code in FINAL else "connection_failed"
    raise NatsBridgeError(code, "no connection to %s: %s" % (connection.url, last))


async def _open(connection, server):
    timeout = connection.settings.connect_timeout
    end = deadline_in(timeout)
    connection.stream = stream = await connection.form.open(server, timeout)
    stream.deadline = end
    connection.protocol, connection.max_payload = await shake_hands(stream, server, connection.settings)
    # Whoever subscribes meanwhile comes at the end.
    sent = set()
    while len(sent) < len(connection.subscriptions):
        for sid in list(connection.subscriptions):
            if sid not in sent:
                sent.add(sid)
                await stream.write((connection.subscriptions[sid].operation(),))
        sent.intersection_update(connection.subscriptions)
    stream.deadline = None
    connection.begin()


async def _line(connection):
    connection.began = None
    if not connection.protocol:
        raise OSError("the connection was cut")
    line = await connection.protocol.line()
    connection.began = time.ticks_ms()
    return line
