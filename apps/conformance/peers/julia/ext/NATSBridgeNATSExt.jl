# Connections and messages of NATS.jl: it carries text and headers, so bodies go as text.
module NATSBridgeNATSExt

import NATSBridge
using NATSBridge: Msg, Subscription, fail, is_interrupt, reason_of

# `NATSBridge.NATS` is there where Julia has no package extensions.
if isdefined(NATSBridge, :NATS)
    using NATSBridge: NATS
else
    using NATS
end

"What follows the headers that a `NATS.Msg` has in its `payload`."
NATSBridge.body_of(msg::NATS.Msg) = Vector{UInt8}(msg.payload[begin+msg.headers_length:end])

function NATSBridge.message_of(msg::NATS.Msg)
    headers, status = msg.headers_length == 0 ? (Dict{String,String}(), "") : NATSBridge.read_headers(String(msg.payload[begin:begin+msg.headers_length-1]))
    return Msg(msg.subject, something(msg.reply_to, ""), headers, status, NATSBridge.body_of(msg))
end

function NATSBridge.max_payload(connection::NATS.Connection)::Int
    info = NATS.info(connection)
    return info === nothing ? NATSBridge.DEFAULT_MAX_PAYLOAD : info.max_payload
end

NATSBridge.is_closed(connection::NATS.Connection) = NATS.status(connection) in (NATS.DRAINING, NATS.DRAINED)
NATSBridge.is_connected(connection::NATS.Connection) = NATS.status(connection) == NATS.CONNECTED

function NATSBridge.publish(connection::NATS.Connection, subject::AbstractString, body::Vector{UInt8}; reply_to::AbstractString = "", headers = Pair{String,String}[])
    text = String(copy(body))
    # Text that begins as headers do would be taken for them.
    data = isempty(headers) && !startswith(text, "NATS/1.0\r\n") ? text : (text, Pair{String,String}[name => value for (name, value) in headers])
    try
        NATS.publish(connection, String(subject), data; reply_to = isempty(reply_to) ? nothing : String(reply_to))
    catch error
        is_interrupt(error) && rethrow()
        # It throws before it takes the message.
        fail("publish_failed", "$subject: $(reason_of(error))"; outcome = "refused")
    end
    return
end

# NATS.jl takes any answer for that to its ping: of those that are made here one waits at a time.
const PINGING = WeakKeyDict{NATS.Connection,ReentrantLock}()
const PINGING_LOCK = ReentrantLock()
pinging(connection) = lock(() -> get!(ReentrantLock, PINGING, connection), PINGING_LOCK)

"The release 0.1.0 takes a timer, what came after it under the same number a timeout."
ping_within(ping, connection, seconds) =
    any(method -> :timer in Base.kwarg_decl(method), methods(ping)) ? ping(connection; timer = Timer(seconds)) : ping(connection; timeout = seconds, measure = false)

"A ping that is answered: NATS.jl sends in order, so all before it has reached the server."
function NATSBridge.round_trip(connection::NATS.Connection, timeout::Int = 10_000)::Bool
    try
        lock(() -> ping_within(NATS.ping, connection, timeout / 1000), pinging(connection))
        return true
    catch error
        is_interrupt(error) && rethrow()
        return false
    end
end

# NATS.jl keeps `-ERR` to its own log: a refusal cannot be seen here.
NATSBridge.refusal_mark(::NATS.Connection) = 0
NATSBridge.refusal_since(::NATS.Connection, mark, operation, subject) = nothing

function NATSBridge.raw_subscribe(connection::NATS.Connection, subject::AbstractString; queue::AbstractString = "", options = NamedTuple())
    messages = Channel{Msg}(Inf)
    handle = NATS.subscribe(connection, String(subject); queue_group = isempty(queue) ? nothing : String(queue)) do msg
        isopen(messages) && put!(messages, NATSBridge.message_of(msg))
        nothing
    end
    subscription = Subscription(connection, handle, String(subject), String(queue), messages, options)
    NATSBridge.round_trip(connection) && return subscription
    close(subscription)
    fail("connection_failed", "the server does not answer")
end

function NATSBridge.unsubscribe(connection::NATS.Connection, subscription::Subscription)
    try
        NATS.unsubscribe(connection, subscription.handle)
    catch error
        is_interrupt(error) && rethrow()
    end
    return
end

end
