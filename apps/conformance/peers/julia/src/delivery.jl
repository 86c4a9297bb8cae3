# One message of a stream, and what becomes of it.

"Where a message of a stream comes from; `deliveries` counts this one too, `timestamp` is in ns since 1970."
struct DeliveryInfo
    stream::String
    consumer::String
    deliveries::Int
    stream_seq::Int
    timestamp::Int
end

"""
A received message of a stream: `env`, `msg` (with `headers`), `info` ([`DeliveryInfo`](@ref)). Settle it with `NATSBridge.ack(delivery)`,
`NATSBridge.nak(delivery, delay_ms)` or `NATSBridge.term(delivery)`; the first settlement counts, and none means an ack after the handler.
"""
mutable struct Delivery{C}
    connection::C
    env::Dict{String,Any}
    msg::Msg
    info::DeliveryInfo
    double_ack::Bool
    is_settled::Bool
end

"Out of the reply subject: `\$JS.ACK.[domain.account.]stream.consumer.deliveries.stream_seq.consumer_seq.timestamp.pending[.random]`."
function delivery_info(msg::Msg)::DeliveryInfo
    parts = split(msg.reply_to, '.')
    parts = length(parts) >= 11 ? parts[5:end] : length(parts) == 9 ? parts[3:end] : fail("invalid_config", "$(quoted(msg.subject)): this message is no delivery of a stream")
    number(at) = something(tryparse(Int, parts[at]), 0)
    return DeliveryInfo(parts[1], parts[2], number(3), number(4), number(6))
end

function settle(delivery::Delivery, word::String; is_confirmed::Bool = false)
    delivery.is_settled && return
    delivery.is_settled = true
    body = Vector{UInt8}(word)
    if is_confirmed
        answer = raw_request(delivery.connection, delivery.msg.reply_to, body; timeout = 5_000)
        answer === nothing && fail("timeout", "the server did not confirm the ack; the message may be delivered again")
    else
        publish(delivery.connection, delivery.msg.reply_to, body)
        round_trip(delivery.connection) || fail("connection_failed", "the server does not answer; the message may be delivered again")
    end
    return
end

"    NATSBridge.ack(delivery)\n\nDone: never delivered again. Throws `connection_failed` or `timeout` where the server did not take it."
ack(delivery::Delivery) = settle(delivery, "+ACK"; is_confirmed = delivery.double_ack)

"    NATSBridge.nak(delivery, delay_ms = 0)\n\nNot done: delivered again, after `delay_ms`. Throws `connection_failed`."
nak(delivery::Delivery, delay_ms::Integer = 0) = settle(delivery, delay_ms == 0 ? "-NAK" : "-NAK {\"delay\": $(1_000_000 * Int(delay_ms))}")

"    NATSBridge.term(delivery, reason = \"\")\n\nNever delivered again, and not done. Throws `connection_failed`."
term(delivery::Delivery, reason::AbstractString = "") = settle(delivery, isempty(reason) ? "+TERM" : "+TERM " * cut(escape_controls(reason), MOST_FOREIGN))

"""
    NATSBridge.dead_letter(delivery) -> NamedTuple or nothing

What the headers of a dead letter tell: `code`, `reason`, `subject`, `stream`, `consumer`, `seq`, `deliveries`, `hops`. They are the word
of whoever published it. `nothing` for any other message.
"""
function dead_letter(delivery::Delivery)
    headers = delivery.msg.headers
    haskey(headers, "NATSBridge-Code") || return nothing
    number(name) = something(tryparse(Int, get(headers, name, "")), 0)
    return (code = headers["NATSBridge-Code"], reason = get(headers, "NATSBridge-Reason", ""), subject = get(headers, "NATSBridge-Subject", ""),
        stream = get(headers, "NATSBridge-Stream", ""), consumer = get(headers, "NATSBridge-Consumer", ""), seq = number("NATSBridge-Sequence"),
        deliveries = number("NATSBridge-Deliveries"), hops = number("NATSBridge-Hops"))
end
