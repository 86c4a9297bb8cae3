"""
    env = smartreceive(msg; options...)

The envelope as a `Dict{String,Any}` whose `"payloads"` is a `Vector{Tuple{String,Any,String}}`, with `"payload_info"` beside it (a Dict
per payload: `id dataname payload_type transport size checksum verified metadata`). `msg` is a message of NATSBridge or NATS.jl, or the
bytes or text. An `arrowtable` is an `Arrow.Table` where Arrow.jl is loaded, else the Arrow IPC bytes. One bad payload fails the whole.

| option | default | |
|---|---|---|
| `fileserver_download_handler` | [`fetch_with_backoff`](@ref) | `(url, max_retries, base_delay, max_delay, correlation_id) -> bytes`; with one of your own the link policy is your affair |
| `max_retries` `base_delay` `max_delay` | 5, 100 ms, 5,000 ms | attempts, and the waits between them |
| `fileserver_url` | `ENV["FILESERVER_URL"]` | links of Plik's shape below it are read; `http://localhost:8080` where neither it nor an origin is given |
| `allowed_link_origins` | `ENV["NATSBRIDGE_ALLOWED_LINK_ORIGINS"]` | other places: origins, or origins with a folder; or `"any"` |
| `max_download_bytes` | 1 GiB | of one link; `nothing` lifts it |
| `max_message_bytes` | 16 × `max_download_bytes`, at most 4 GiB | of all links of a message |
| `max_decoded_bytes` | the larger of 1 GiB and 8 × the bytes of the table | what reading a table may take |
| `headers_timeout` `idle_timeout` `total_timeout` | 15,000, 30,000, 0 ms | until the head of an answer, between chunks, in all; 0 for none |
| `min_speed` | 1,000 | bytes a second over any 60 s; 0 for none |
| `logger` | `nothing` | a function of one line |

Throws [`NatsBridgeError`](@ref): `invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden link_gone
link_unreachable link_too_large link_refused invalid_config unsupported`.

    env = smartreceive(msg)
    for (dataname, data, type) in env["payloads"]
        println(dataname, " ", type, " ", typeof(data))
    end
"""
function smartreceive(msg; fileserver_download_handler::Function = fetch_with_backoff, max_retries::Integer = 5, base_delay::Integer = 100, max_delay::Integer = 5000,
    fileserver_url = nothing, allowed_link_origins = nothing, max_download_bytes = DEFAULT_MAX_DOWNLOAD_BYTES, max_message_bytes = nothing, max_decoded_bytes = nothing,
    headers_timeout = 15_000, idle_timeout = 30_000, total_timeout = 0, min_speed = 1_000, logger = nothing)::Dict{String,Any}
    policy = make_link_policy(; fileserver_url, allowed_link_origins, max_download_bytes, headers_timeout, idle_timeout, total_timeout, min_speed)
    max_decoded_bytes === nothing || whole_number("max_decoded_bytes", max_decoded_bytes)
    env = parse_envelope(body_of(msg))
    # With a handler of the caller's own the policy is the caller's affair; size and checksum are checked all the same.
    is_default = fileserver_download_handler === fetch_with_backoff
    # All is judged before anything is fetched.
    for (at, payload) in enumerate(env["payloads"])
        naming_payload(payload["dataname"], at - 1) do
            payload["payload_type"] == "table" || assert_payload_type(payload["payload_type"])
            payload["transport"] == "link" && is_default && assert_allowed(policy, payload["data"])
        end
    end

    most, held = message_limit(max_message_bytes, max_download_bytes), 0
    function fetch(payload)
        url = payload["data"]
        size = payload["size"]
        expected_size = size isa Real && isinteger(size) && 0 <= size < 2^53 ? Int(size) : nothing
        left = most - held
        # What the message says of itself is enough to refuse it.
        expected_size !== nothing && expected_size > left && over_message_limit(most)
        bytes = is_default ? fetch_default(url, payload, expected_size, left) : fetch_by_handler(url)
        held += length(bytes)
        held > most && over_message_limit(most)
        return bytes
    end

    function fetch_default(url, payload, expected_size, left)
        limited = policy.max_bytes === nothing || left < policy.max_bytes ? with_max_bytes(policy, left) : policy
        try
            return fetch_with_backoff(url, max_retries, base_delay, max_delay, env["correlation_id"];
                policy = limited, expected_size = expected_size, check = bytes -> verify(payload, bytes), logger = logger)
        catch error
            error isa NatsBridgeError && error.code == "link_too_large" && limited !== policy && over_message_limit(most)
            rethrow()
        end
    end

    function fetch_by_handler(url)
        fetched = try
            fileserver_download_handler(url, max_retries, base_delay, max_delay, env["correlation_id"])
        catch error
            (error isa NatsBridgeError || is_interrupt(error)) && rethrow()
            fail("link_unreachable", "the download handler failed: $(reason_of(error))")
        end
        fetched isa AbstractVector{UInt8} || fail("link_unreachable", "the download handler returned $(typeof(fetched)), not bytes"; is_retryable = false)
        return Vector{UInt8}(fetched)
    end

    tuples = Tuple{String,Any,String}[]
    info = Dict{String,Any}[]
    for (at, payload) in enumerate(env["payloads"])
        naming_payload(payload["dataname"], at - 1) do
            value, payload_type, checksum, verified = read_payload(payload, fetch, max_decoded_bytes)
            push!(tuples, (payload["dataname"], value, payload_type))
            push!(info, Dict{String,Any}("id" => payload["id"], "dataname" => payload["dataname"], "payload_type" => payload_type, "transport" => payload["transport"],
                "size" => payload["size"], "checksum" => checksum, "verified" => verified, "metadata" => payload["metadata"]))
        end
    end
    log_trace(logger, env["correlation_id"], "Message received with $(length(tuples)) payloads")
    env["payloads"] = tuples
    env["payload_info"] = info
    return env
end

"What one message may hold: by default 16 downloads, at most 4 GiB, never less than one."
function message_limit(max_message_bytes, max_download_bytes)::Int
    max_message_bytes === nothing || return whole_number("max_message_bytes", max_message_bytes)
    one = something(max_download_bytes, typemax(Int) ÷ 16)
    return max(one, min(16 * one, 4 * 1024^3))
end

over_message_limit(most) = fail("link_too_large", "the links of this message have more than max_message_bytes $(thousands(most)) together"; option = "max_message_bytes")

function read_payload(payload, fetch, max_decoded_bytes)
    data, payload_type = payload["data"], payload["payload_type"]
    content = payload["transport"] == "link" ? fetch(payload) : data isa String ? read_direct(payload) : nothing
    if content === nothing
        # Already a JSON value: its bytes are not known, so neither size nor checksum is checked.
        payload_type == "dictionary" && return data, "dictionary", nothing, false
        payload_type in ("jsontable", "table") && return assert_rows(data), "jsontable", nothing, false
        fail("decode_error", "data is a JSON value, which a $payload_type cannot be")
    end
    checksum, verified = verify(payload, content)
    payload_type = resolve_table(payload_type, content)
    return _deserialize_data(content, payload_type; max_decoded_bytes = max_decoded_bytes), payload_type, checksum, verified
end

"""
    env = smartreceive(T, msg; options...)

The same as a `T`, an `AbstractDict{String,Any}` that can be made empty, its fields in the order of the wire: `JSON.Object` with
JSON.jl 1, `OrderedDict{String,Any}`, ...

    using JSON
    env = smartreceive(JSON.Object, msg)
"""
function smartreceive(::Type{T}, msg; options...)::T where {T<:AbstractDict{String,Any}}
    env = smartreceive(msg; options...)
    ordered = T()
    own = String.(collect(fieldnames(msg_envelope_v1)))
    for name in [own; sort!(collect(setdiff(keys(env), own)))]
        ordered[name] = env[name]
    end
    return ordered
end
