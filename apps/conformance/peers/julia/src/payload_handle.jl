# Payloads that are read when they are asked for, one at a time.

"""
A payload of a message that was received with `lazy = true`: `dataname`, `payload_type`, `transport`, `size` (bytes, or `nothing` where
the message does not say it) and `index`. Nothing is kept: what is asked for twice is read twice.

    env = smartreceive(msg; lazy = true)
    for (dataname, film, type) in env["payloads"]
        NATSBridge.save_to(film, "film.mp4")
    end

See [`NATSBridge.value`](@ref), [`NATSBridge.bytes`](@ref), [`NATSBridge.save_to`](@ref).
"""
struct PayloadHandle
    dataname::String
    payload_type::String
    transport::String
    size::Union{Int,Nothing}
    index::Int
    payload::Dict{String,Any}
    reading::PayloadReading
end

Base.show(io::IO, handle::PayloadHandle) = print(io, "PayloadHandle(", quoted(handle.dataname), ", ", handle.payload_type, ", ", handle.transport, ", ", handle.size, " bytes)")

"As `read_payload`, which it leaves for later."
function unread_payload(payload, index::Int, reading::PayloadReading)
    handle = PayloadHandle(payload["dataname"], payload["payload_type"], payload["transport"], expected_size(payload), index, payload, reading)
    return handle, handle.payload_type, nothing, false
end

one_download(handle::PayloadHandle) = MessageLimit(something(handle.reading.policy.max_bytes, typemax(Int)))

"""
    NATSBridge.value(handle)

The value, as [`smartreceive`](@ref) gives it without `lazy`. Throws as it does.

    NATSBridge.value(handle)
"""
value(handle::PayloadHandle) = naming_payload(() -> read_payload(handle.payload, handle.reading, one_download(handle))[1], handle.dataname, handle.index)

"""
    NATSBridge.bytes(handle) -> Vector{UInt8}

The serialized bytes, checked against size and SHA-256. Throws as [`smartreceive`](@ref).

    NATSBridge.bytes(handle)
"""
bytes(handle::PayloadHandle)::Vector{UInt8} = naming_payload(() -> checked_bytes(handle), handle.dataname, handle.index)

function checked_bytes(handle::PayloadHandle)
    content = something(content_of(handle.payload, handle.reading, one_download(handle)), Some(nothing))
    # A JSON value in the message has no bytes of its own.
    content === nothing && return dump_json(handle.payload["data"])
    verify(handle.payload, content)
    return content
end

"""
    NATSBridge.save_to(handle, path) -> Int

Writes the bytes to the file `path` and gives their number. A link is written while it comes, and never held as a whole. The file is there
once all has come and size and SHA-256 are right, in place of one of that name; else it is left as it was. Throws as [`smartreceive`](@ref),
and what the system says of the path.

    NATSBridge.save_to(handle, "film.mp4")
"""
function save_to(handle::PayloadHandle, path::AbstractString)::Int
    part = "$path.$(bytes2hex(rand(RandomDevice(), UInt8, 6))).part"
    try
        written = naming_payload(() -> write_part(handle, part), handle.dataname, handle.index)
        mv(part, path; force = true)
        return written
    finally
        rm(part; force = true)
    end
end

function write_part(handle::PayloadHandle, part)::Int
    reading, payload = handle.reading, handle.payload
    handle.transport == "link" && reading.handler === nothing || return write(part, checked_bytes(handle))
    tell = on_loaded(reading, payload)
    return in_attempts(payload["data"], reading.waits, reading.correlation_id, reading.policy, reading.logger) do deadline
        open(part, "w") do file
            context, written = SHA256_CTX(), Ref(0)
            fetch_once(payload["data"], reading.policy, handle.size, deadline) do chunk
                write(file, chunk)
                update!(context, Vector{UInt8}(chunk))
                tell(written[] += length(chunk))
            end
            verify(payload, written[], () -> bytes2hex(digest!(context)))
            written[]
        end
    end
end
