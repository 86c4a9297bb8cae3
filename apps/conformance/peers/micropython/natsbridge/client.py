# What the blocking and the asyncio bridge have in common, as coroutines over the form of their connection.

import sys
import time

from .connection import Connection
from .constants import max_message_size
from .core import Core, check_answer, merge
from .errors import NatsBridgeError
from .identity import new_uuid
from .life import FINAL
from .plain_text import one_line

# An error that nobody takes is printed, of each code once in so many ms.
_TOLD_AGAIN = 60000


class Client:
    def __init__(self, form_class, payload_class, options):
        # Called with an error that no call can raise; None prints it, each code at most once a minute.
        self.on_error = options.pop("on_error", None)
        self._core = Core(options, payload_class)
        self._form_class = form_class
        self._told = {}
        self.connection = None

    @property
    def state(self):
        """ "new", "connecting", "connected", "waiting" (for the next attempt) or "closed". """
        return self.connection.state if self.connection else "new"

    def _start(self):
        # The connection, which is made by whoever drives it.
        if not self.connection:
            core = self._core
            self.connection = Connection(
                core.config.broker_url,
                self._form_class,
                max_message_size(core.config.max_payload_size),
                core.settings,
                self._report,
            )
        return self.connection

    async def _connected(self, timeout, is_told=False):
        # The first connection fails with its first attempt; one that was lost is waited for.
        connection = self._start()
        if connection.is_connected:
            return connection
        attempts = connection.attempts
        is_first = is_told or not connection.epoch
        if is_first:
            connection.retry_at = None

        def is_done():
            if connection.is_connected or connection.attempts == attempts:
                return connection.is_connected
            return is_first or connection.fault.code in FINAL

        connection.callers += is_first
        try:
            await connection.form.until(is_done, timeout)
        finally:
            connection.callers -= is_first
        if connection.is_connected:
            return connection
        if connection.is_closed:
            raise NatsBridgeError("connection_failed", "the connection to %s is closed" % connection.url)
        raise connection.fault or NatsBridgeError("connection_failed", "no connection to %s in %d ms" % (connection.url, timeout))

    async def _send(self, subject, data, options, is_alone=False):
        # Of merged options. A message that is alone on its connection is always waited for.
        core = self._core
        timeout = core.timeout(options)
        confirms = core.confirms(options) or is_alone
        outgoing = core.outgoing(subject, data, options)
        if options.get("is_publish") is False:
            return core.written(outgoing, options)
        connection = options.get("nats_connection") or await self._connected(timeout)
        sent = core.written(outgoing, options, True)
        asked = await core.publish(connection, subject, outgoing, sent[1], options, confirms)
        outgoing = data = None
        if confirms:
            await connection.confirmed(asked, timeout)
        return sent

    async def _flush(self, timeout):
        connection = await self._connected(timeout)
        await connection.confirmed(await connection.ping(timeout), timeout)

    async def _request(self, subject, data, timeout, options, dispatch=None):
        core = self._core
        inbox = "_INBOX." + new_uuid()
        options["reply_to"] = inbox
        options = merge(core.options, options)
        outgoing = core.outgoing(subject, data, options)
        connection = await self._connected(timeout)
        subscription = await connection.subscribe(inbox, "", True)
        connection.room.askers += 1
        try:
            text = core.written(outgoing, options, True)[1]
            await core.publish(connection, subject, outgoing, text, options, False, inbox)
            # The heap must hold the answer, not the question beside it.
            outgoing = data = text = None
            await connection.form.until(lambda: subscription.items or connection.refusals, timeout, dispatch)
            if subscription.items:
                return core.answer(core.receive(check_answer(subscription.take()), options))
            if connection.refusals:
                raise connection.refusals.pop(0)
            if connection.is_closed:
                raise NatsBridgeError("connection_failed", "the connection to %s is closed" % connection.url)
            raise NatsBridgeError("timeout", "no answer in %d ms" % timeout)
        finally:
            connection.room.askers -= 1
            await connection.unsubscribe(subscription)

    async def _reply(self, env, data, options):
        subject, options = self._core.reply_options(env, options)
        return await self._send(subject, data, merge(self._core.options, options))

    async def _ack(self, env, options):
        options["msg_purpose"] = "ACK"
        return await self._reply(env, [], options)

    async def _nack(self, env, reason, code, options):
        metadata = dict(options.get("metadata") or {})
        metadata["reason"] = str(reason)
        if code:
            metadata["code"] = code
        options["msg_purpose"] = "NACK"
        options["metadata"] = metadata
        return await self._reply(env, [], options)

    def _report(self, error):
        try:
            if self.on_error:
                self.on_error(error)
                return
        except Exception as second:
            error = second
        code = getattr(error, "code", type(error).__name__)
        told = self._told.get(code)
        if told is None or time.ticks_diff(time.ticks_ms(), told) > _TOLD_AGAIN:
            self._told[code] = time.ticks_ms()
            print("natsbridge: %s" % one_line(str(error) or code))
            if not isinstance(error, NatsBridgeError):
                sys.print_exception(error)
