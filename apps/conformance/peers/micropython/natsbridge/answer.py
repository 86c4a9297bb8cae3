# What serve() does with a request. Loaded when one is served.


async def answer(bridge, env, handler, expose_errors, on_error):
    """Answers a request with what handler(env) returns: payloads, or None for an ACK; a NACK where it raises."""
    if env["msg_purpose"] in ("ACK", "NACK"):
        return
    is_sent = False
    try:
        values = handler(env)
        if hasattr(values, "send"):
            values = await values
        if not env["reply_to"]:
            return
        is_sent = True
        if values is None:
            await bridge._ack(env, {})
        else:
            await bridge._reply(env, values, {})
    except Exception as error:
        on_error(error)
        # What may have left is not answered a second time.
        if env["reply_to"] and not (is_sent and getattr(error, "is_unknown", False)):
            reason = str(error) if expose_errors else "the handler failed"
            await bridge._nack(env, reason, getattr(error, "code", None), {})
