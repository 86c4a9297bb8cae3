# Stands in for NATS.jl 0.1.0: what it serializes and refuses, what its messages look like. The bytes go through a connection of NATSBridge.
module NATS

import NATSBridge

const MIME_PAYLOAD = MIME"application/nats-payload"
const MIME_HEADERS = MIME"application/nats-headers"
const Headers = Vector{Pair{String,String}}

@enum ConnectionStatus CONNECTING CONNECTED DISCONNECTED DRAINING DRAINED

struct NATSError <: Exception
    code::Int64
    message::String
end

struct Msg
    subject::String
    sid::Int64
    reply_to::Union{String,Nothing}
    headers_length::Int64
    payload::AbstractVector{UInt8}
end

struct Sub
    subject::String
    queue_group::Union{String,Nothing}
    sid::Int64
end

mutable struct Connection
    inner::NATSBridge.Connection
    status::ConnectionStatus
    subs::Dict{Int64,Any}
end

connect(url) = Connection(NATSBridge.connect(url), CONNECTED, Dict{Int64,Any}())
status(connection::Connection) = connection.status
info(connection::Connection) = (max_payload = NATSBridge.max_payload(connection.inner),)
drain(connection::Connection) = (connection.status = DRAINED; close(connection.inner))

Base.show(io::IO, ::MIME_PAYLOAD, ::Nothing) = nothing
Base.show(io::IO, ::MIME_PAYLOAD, ::Headers) = nothing
Base.show(io::IO, ::MIME_PAYLOAD, payload::String) = (write(io, payload); nothing)
Base.show(io::IO, mime::MIME_PAYLOAD, tup::Tuple{<:Any,Headers}) = show(io, mime, first(tup))
Base.show(io::IO, ::MIME_HEADERS, ::Any) = nothing
Base.show(io::IO, mime::MIME_HEADERS, tup::Tuple{<:Any,Headers}) = show(io, mime, last(tup))
Base.show(io::IO, ::MIME_HEADERS, text::String) = (startswith(text, "NATS/1.0\r\n") && write(io, text); nothing)
function Base.show(io::IO, ::MIME_HEADERS, headers::Headers)
    print(io, "NATS/1.0\r\n")
    for (key, value) in headers
        print(io, key, ": ", value, "\r\n")
    end
    print(io, "\r\n")
end

function publish(connection::Connection, subject::String, data = nothing; reply_to::Union{String,Nothing} = nothing)
    io = IOBuffer()
    show(io, MIME_HEADERS(), data)
    head = io.size
    show(io, MIME_PAYLOAD(), data)
    bytes = take!(io)
    connection.status == DRAINED && error("Cannot send on connection with status $(connection.status)")
    target = reply_to === nothing || isempty(reply_to) ? subject : "$subject $reply_to"
    NATSBridge.send(connection.inner, head > 0 ? "HPUB $target $head $(length(bytes))\r\n" : "PUB $target $(length(bytes))\r\n", bytes, "\r\n")
end

function ping(connection::Connection; timeout = 1.0, measure = true)
    NATSBridge.round_trip(connection.inner, round(Int, 1000timeout)) || error("No PONG received in specified timeout ($timeout seconds).")
end

function subscribe(f, connection::Connection, subject::String; queue_group::Union{String,Nothing} = nothing)
    length(methods(f)) > 1 && error("Multimethod functions not suported as subscription handler.")
    inner = NATSBridge.raw_subscribe(connection.inner, subject; queue = something(queue_group, ""))
    sub = Sub(subject, queue_group, inner.handle)
    connection.subs[sub.sid] = inner
    @async for msg in inner.messages
        f(as_msg(msg, sub.sid))
    end
    return sub
end

unsubscribe(connection::Connection, sub::Sub) = (close(pop!(connection.subs, sub.sid)); nothing)

"Headers and body in one payload, as NATS.jl reads them off the wire."
function as_msg(msg::NATSBridge.Msg, sid)
    status = isempty(msg.status) ? "" : " $(msg.status)"
    has_head = !isempty(msg.headers) || !isempty(msg.status)
    head = has_head ? Vector{UInt8}("NATS/1.0$status\r\n" * join("$name: $value\r\n" for (name, value) in msg.headers) * "\r\n") : UInt8[]
    buffer = vcat(UInt8[1, 2, 3], head, msg.payload)
    return Msg(msg.subject, sid, isempty(msg.reply_to) ? nothing : msg.reply_to, length(head), view(buffer, 4:length(buffer)))
end

end
