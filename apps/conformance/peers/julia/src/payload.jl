# One payload of a received message: its bytes, out of the message or behind its link, and its value.

"How the payloads of a message are read."
struct PayloadReading
    policy::LinkPolicy
    "Of the caller; `nothing` for the default download."
    handler::Union{Function,Nothing}
    "`max_retries`, `base_delay`, `max_delay`."
    waits::Tuple{Integer,Integer,Integer}
    max_decoded_bytes::Any
    correlation_id::String
    on_progress::Any
    logger::Any
end

"Bytes of links that a message may hold together, and those that it does."
mutable struct MessageLimit
    most::Int
    held::Int
    MessageLimit(most) = new(most, 0)
end

"What one message may hold: by default 16 downloads, at most 4 GiB, never less than one."
function message_limit(max_message_bytes, max_download_bytes)::Int
    max_message_bytes === nothing || return whole_number("max_message_bytes", max_message_bytes)
    one = something(max_download_bytes, typemax(Int) ÷ 16)
    return max(one, min(16 * one, 4 * 1024^3))
end

over_message_limit(most) = fail("link_too_large", "the links of this message have more than max_message_bytes $(thousands(most)) together"; option = "max_message_bytes")

function expected_size(payload)::Union{Int,Nothing}
    size = payload["size"]
    return size isa Real && isinteger(size) && 0 <= size < 2^53 ? Int(size) : nothing
end

on_loaded(reading::PayloadReading, payload) = loaded -> tell_progress(reading.on_progress, payload["dataname"], "download", loaded, expected_size(payload))

"The bytes behind a link, checked where they are downloaded."
function fetch_link(payload, reading::PayloadReading, limit::MessageLimit)::Vector{UInt8}
    size, left = expected_size(payload), limit.most - limit.held
    # What the message says of itself is enough to refuse it.
    size !== nothing && size > left && over_message_limit(limit.most)
    bytes = reading.handler === nothing ? fetch_default(payload, reading, size, left, limit.most) : fetch_by_handler(payload, reading)
    limit.held += length(bytes)
    limit.held > limit.most && over_message_limit(limit.most)
    return bytes
end

function fetch_default(payload, reading::PayloadReading, size, left, most)
    policy = reading.policy
    limited = policy.max_bytes === nothing || left < policy.max_bytes ? with_max_bytes(policy, left) : policy
    try
        return fetch_with_backoff(payload["data"], reading.waits..., reading.correlation_id;
            policy = limited, expected_size = size, check = bytes -> verify(payload, bytes), on_loaded = on_loaded(reading, payload), logger = reading.logger)
    catch error
        error isa NatsBridgeError && error.code == "link_too_large" && limited !== policy && over_message_limit(most)
        rethrow()
    end
end

function fetch_by_handler(payload, reading::PayloadReading)
    fetched = try
        reading.handler(payload["data"], reading.waits..., reading.correlation_id)
    catch error
        (error isa NatsBridgeError || is_interrupt(error)) && rethrow()
        fail("link_unreachable", "the download handler failed: $(reason_of(error))")
    end
    fetched isa AbstractVector{UInt8} || fail("link_unreachable", "the download handler returned $(typeof(fetched)), not bytes"; is_retryable = false)
    bytes = Vector{UInt8}(fetched)
    on_loaded(reading, payload)(length(bytes))
    return bytes
end

"The bytes of a payload, not yet checked; `nothing` where `data` is the value itself."
content_of(payload, reading::PayloadReading, limit::MessageLimit) =
    payload["transport"] == "link" ? fetch_link(payload, reading, limit) : payload["data"] isa String ? read_direct(payload) : nothing

function read_payload(payload, reading::PayloadReading, limit::MessageLimit)
    data, payload_type = payload["data"], payload["payload_type"]
    content = content_of(payload, reading, limit)
    if content === nothing
        # Already a JSON value: its bytes are not known, so neither size nor checksum is checked.
        payload_type == "dictionary" && return data, "dictionary", nothing, false
        payload_type in ("jsontable", "table") && return assert_rows(data), "jsontable", nothing, false
        fail("decode_error", "data is a JSON value, which a $payload_type cannot be")
    end
    checksum, verified = verify(payload, content)
    payload_type = resolve_table(payload_type, content)
    return _deserialize_data(content, payload_type; max_decoded_bytes = reading.max_decoded_bytes), payload_type, checksum, verified
end
