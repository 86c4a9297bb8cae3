# Stands in for NATS.jl 0.1.0, as released and as it stands now under the same number (commit 5efe6e8a): what it serializes and refuses, what its
# messages look like, when it throws. The bytes go through a connection of NATSBridge.
module NATS

import NATSBridge
using Dates

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
    is_full::Bool
end

connect(url) = Connection(NATSBridge.connect(url), CONNECTED, Dict{Int64,Any}(), false)
status(connection::Connection) = connection.status
info(connection::Connection) = (max_payload = NATSBridge.max_payload(connection.inner),)
drain(connection::Connection) = (connection.status = DRAINED; close(connection.inner))

Base.show(io::IO, ::MIME_PAYLOAD, ::Nothing) = nothing
Base.show(io::IO, ::MIME_PAYLOAD, ::Headers) = nothing
Base.show(io::IO, ::MIME_PAYLOAD, payload::String) = (write(io, payload); nothing)
Base.show(io::IO, mime::MIME_PAYLOAD, tup::Tuple{<:Any,Headers}) = show(io, mime, first(tup))
Base.show(io::IO, mime::MIME_PAYLOAD, tup::Tuple{<:Any,Nothing}) = show(io, mime, first(tup))
Base.show(io::IO, ::MIME_HEADERS, ::Nothing) = nothing
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
    validate(subject)
    connection.status in (DRAINING, DRAINED) && error("Cannot send on connection with status $(connection.status)")
    connection.is_full && error("Cannot send, send buffer too large.")
    target = reply_to === nothing || isempty(reply_to) ? subject : "$subject $reply_to"
    NATSBridge.send(connection.inner, head > 0 ? "HPUB $target $head $(length(bytes))\r\n" : "PUB $target $(length(bytes))\r\n", bytes, "\r\n")
end

function validate(subject)
    isempty(subject) && error("Publication subject is empty")
    startswith(subject, '.') && error("Publication subject '$subject' cannot start with '.'")
    endswith(subject, '.') && error("Publication subject '$subject' cannot end with '.'")
    for c in subject
        c == ' ' && error("Publication subject contains invalid character '$c'.")
    end
end

function ping(connection::Connection; timeout::Union{Real,Period} = 1.0, measure = true)
    connection.status in (DRAINING, DRAINED) && error("Cannot send on connection with status $(connection.status)")
    NATSBridge.round_trip(connection.inner, round(Int, 1000timeout)) || error("No PONG received in specified timeout ($timeout seconds).")
    measure && @info "Measured ping time is 1 milliseconds"
    return :pong
end

"`ping` of the release 0.1.0."
function ping_of_release(connection::Connection; timer = Timer(1.0))
    pong = Channel{Bool}(1)
    @async put!(pong, NATSBridge.round_trip(connection.inner))
    @async begin
        try
            wait(timer)
        catch
        end
        close(pong)
    end
    try
        take!(pong)
    catch
        error("No PONG received.")
    end
    return :pong
end

function subscribe(f, connection::Connection, subject::String; queue_group::Union{String,Nothing} = nothing, spawn::Bool = false, channel_size::Int64 = 512 * 1024, monitoring_throttle_seconds::Float64 = 5.0)
    length(methods(f)) > 1 && error("Multimethod functions not suported as subscription handler.")
    # A handler that names another type than these is given what `convert` makes of the message.
    first(methods(f)).sig.parameters[2] in (Any, Msg) || error("Conversion of NATS message is not defined.")
    connection.status in (DRAINING, DRAINED) && error("Cannot send on connection with status $(connection.status)")
    inner = NATSBridge.raw_subscribe(connection.inner, subject; queue = something(queue_group, ""))
    sub = Sub(subject, queue_group, inner.handle)
    connection.subs[sub.sid] = inner
    @async for msg in inner.messages
        f(as_msg(msg, sub.sid))
    end
    return sub
end

function unsubscribe(connection::Connection, sub::Sub; max_msgs::Union{Int,Nothing} = nothing)
    connection.status == DRAINED && error("Cannot send on connection with status $(connection.status)")
    haskey(connection.subs, sub.sid) && close(pop!(connection.subs, sub.sid))
    return nothing
end

"Headers and body in one payload, as NATS.jl reads them off the wire."
function as_msg(msg::NATSBridge.Msg, sid)
    status = isempty(msg.status) ? "" : " $(msg.status)"
    has_head = !isempty(msg.headers) || !isempty(msg.status)
    head = has_head ? Vector{UInt8}("NATS/1.0$status\r\n" * join("$name: $value\r\n" for (name, value) in msg.headers) * "\r\n") : UInt8[]
    buffer = vcat(UInt8[1, 2, 3], head, msg.payload)
    return Msg(msg.subject, sid, isempty(msg.reply_to) ? nothing : msg.reply_to, length(head), view(buffer, 4:length(buffer)))
end

end
