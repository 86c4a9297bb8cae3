"""
    env = smartreceive(msg; options...)

The envelope as a `Dict{String,Any}` whose `"payloads"` is a `Vector{Tuple{String,Any,String}}`, with `"payload_info"` beside it (a Dict
per payload: `id dataname payload_type transport size checksum verified metadata`). `msg` is a message of NATSBridge or NATS.jl, or the
bytes or text. An `arrowtable` is an `Arrow.Table` where Arrow.jl is loaded, else the Arrow IPC bytes. One bad payload fails the whole, unless `lazy`.

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
| `lazy` | `false` | each payload is a [`NATSBridge.PayloadHandle`](@ref), read when it is asked for |
| `on_progress` | `nothing` | called with `(dataname, direction = "download", loaded, total)` in bytes while a link is read; `total` is `nothing` where it is not known |
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
    headers_timeout = 15_000, idle_timeout = 30_000, total_timeout = 0, min_speed = 1_000, lazy::Bool = false, on_progress = nothing, logger = nothing)::Dict{String,Any}
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
    reading = PayloadReading(policy, is_default ? nothing : fileserver_download_handler, (max_retries, base_delay, max_delay), max_decoded_bytes, env["correlation_id"], on_progress, logger)
    limit = MessageLimit(message_limit(max_message_bytes, max_download_bytes))

    tuples = Tuple{String,Any,String}[]
    info = Dict{String,Any}[]
    for (at, payload) in enumerate(env["payloads"])
        naming_payload(payload["dataname"], at - 1) do
            value, payload_type, checksum, verified = lazy ? unread_payload(payload, at - 1, reading) : read_payload(payload, reading, limit)
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
