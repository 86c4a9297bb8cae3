"""
    env, env_json_str, receipt = smartsend(subject, [(dataname, data, type), ...]; options...)

Sends named, typed payloads: small ones in the message, big ones as links to a file server. Without `NATS_connection` a connection to
`broker_url` is opened, and closed afterwards; one that is passed stays open. Returns when the server has taken the message; if it is
certainly not sent, its uploads are removed. `type` is one of `text dictionary arrowtable jsontable image audio video binary`.

| option | default | |
|---|---|---|
| `broker_url` | `ENV["NATS_URL"]`, else `"nats://localhost:4222"` | servers separated by commas; user info percent-encoded |
| `NATS_connection` | `nothing` | of [`NATSBridge.connect`](@ref) or of NATS.jl |
| `fileserver_url` | `ENV["FILESERVER_URL"]`, else `"http://localhost:8080"` | |
| `fileserver_upload_handler` | [`plik_upload`](@ref) | `(fileserver_url, dataname, data) -> Dict("status", "uploadid", "fileid", "url")` |
| `fileserver_remove_handler` | by the upload's token | `(fileserver_url, stored)`: takes an upload back |
| `size_threshold` | `ENV["SIZE_THRESHOLD"]`, else 1,000,000 | bytes from which a payload becomes a link |
| `correlation_id` `msg_id` `sender_id` | a new UUID | |
| `msg_purpose` `sender_name` | `"chat"` `"NATSBridge"` | |
| `receiver_name` `receiver_id` `reply_to` `reply_to_msg_id` | `""` | |
| `metadata` | empty | of the envelope |
| `headers` | none | of the NATS message: a Dict or pairs, none that begin with `Nats-` |
| `jetstream` | `false` | `true`, or a NamedTuple of `timeout` (5,000 ms), `expected_stream`, `expected_last_seq`: waits for the stream |
| `confirm` | `"server"` | `"client"` returns when the message is written: faster, and a refusal is told to `on_status` of the connection alone; not for `jetstream` and requests |
| `on_progress` | `nothing` | called with `(dataname, direction = "upload", loaded, total)` in bytes while a link is uploaded |
| `is_publish` | `true` | `false`: uploads, and gives the message without publishing it |
| `logger` | `nothing` | a function of one line |

Throws [`NatsBridgeError`](@ref): `invalid_payload invalid_subject payload_too_large upload_failed publish_failed connection_failed
permission_denied timeout no_responders invalid_config unsupported_type unsupported`.

    env, text, receipt = smartsend("chat", [("message", "Hello!", "text"), ("photo", read("photo.png"), "image")])
    receipt.payloads[2].reason    # "83,120 bytes < size_threshold 1,000,000, and the message fits max_payload 1,048,576"
"""
function smartsend(
    subject::AbstractString,
    data::AbstractVector{<:Tuple};
    broker_url = nothing,
    fileserver_url = nothing,
    fileserver_upload_handler::Function = plik_upload,
    fileserver_remove_handler = nothing,
    size_threshold = nothing,
    correlation_id::AbstractString = new_id(),
    msg_purpose::AbstractString = "chat",
    sender_name::AbstractString = "NATSBridge",
    receiver_name::AbstractString = "",
    receiver_id::AbstractString = "",
    reply_to::AbstractString = "",
    reply_to_msg_id::AbstractString = "",
    is_publish::Bool = true,
    NATS_connection = nothing,
    msg_id::AbstractString = new_id(),
    sender_id::AbstractString = new_id(),
    metadata = Dict{String,Any}(),
    jetstream = false,
    headers = Pair{String,String}[],
    confirm::AbstractString = "server",
    on_progress = nothing,
    logger = nothing,
    inbox::AbstractString = "",
)::SendResult
    url = NATSBridge.broker_url(broker_url)
    stream = jetstream_settings(jetstream)
    confirm in ("server", "client") || fail("invalid_config", "confirm: expected \"server\" or \"client\", got $(quoted(confirm))")
    confirm == "server" || stream === nothing || fail("invalid_config", "confirm: with jetstream the stream itself answers; leave it out")
    options = (; correlation_id, msg_purpose, sender_name, receiver_name, receiver_id, reply_to, reply_to_msg_id, msg_id, sender_id, metadata)
    env = build_envelope(subject, url, options)
    # All is checked and serialized before anything is uploaded or sent.
    length(data) <= MOST_PAYLOADS || fail("invalid_payload", "a message has at most $(thousands(MOST_PAYLOADS)) payloads, not $(thousands(length(data)))")
    contents = [serialize_entry(entry, at - 1) for (at, entry) in enumerate(data)]
    isempty(contents) && msg_purpose == "chat" && fail("invalid_payload", "a message with msg_purpose \"chat\" needs at least one payload")
    outgoing = Outgoing(env, contents, NATSBridge.size_threshold(size_threshold), NATSBridge.fileserver_url(fileserver_url), fileserver_upload_handler,
        fileserver_remove_handler, stream, [own_headers(headers); stream === nothing ? Pair{String,String}[] : stream_headers(msg_id, stream)], confirm == "server", Dict{String,Any}[], on_progress, logger)
    NATS_connection === nothing || return deliver(outgoing, NATS_connection, is_publish, inbox)
    is_publish || return deliver(outgoing, nothing, false, inbox)
    connection = connect(url)
    try
        return deliver(outgoing, connection, true, inbox)
    finally
        close(connection)
    end
end

smartsend(subject::AbstractString, data::AbstractVector; options...) =
    smartsend(subject, Tuple[entry isa Tuple ? entry : fail("invalid_payload", "payload $(at - 1): expected (dataname, data, type), got $(typeof(entry))") for (at, entry) in enumerate(data)]; options...)

"One message on its way."
struct Outgoing
    env::msg_envelope_v1
    contents::Vector{Tuple{String,Vector{UInt8},String}}
    threshold::Int
    fileserver_url::String
    upload::Function
    remove::Any
    stream::Any
    headers::Vector{Pair{String,String}}
    waits_for_server::Bool
    stored::Vector{Dict{String,Any}}
    on_progress::Any
    logger::Any
end

"Stores and publishes. Uploads are undone after every failure that certainly left no message behind."
function deliver(out::Outgoing, connection, is_publish::Bool, inbox)::SendResult
    publishing = false
    try
        body, plan = store!(out, connection === nothing ? DEFAULT_MAX_PAYLOAD : max_payload(connection))
        ack = nothing
        if is_publish && connection !== nothing
            publishing = true
            ack = publish_body(out, connection, body, inbox)
            log_trace(out.logger, out.env.correlation_id, "Message published to $(out.env.send_to)")
        end
        receipts = [PayloadReceipt(payload.dataname, plan[at].transport, plan[at].reason, payload.size) for (at, payload) in enumerate(out.env.payloads)]
        bytes = length(body)
        return out.env, String(body), Receipt(receipts, bytes, ack)
    catch error
        unknown = error isa NatsBridgeError ? get(error.details, :outcome, "") == "unknown" : publishing
        unknown || undo!(out)
        rethrow()
    end
end

function publish_body(out::Outgoing, connection, body, inbox)
    if out.stream === nothing
        publish_core(connection, out.env.send_to, body; reply_to = inbox, headers = out.headers, waits = out.waits_for_server)
        return nothing
    end
    ack, attempt = publish_stream(connection, out.env.send_to, body, out.headers, get(out.stream, :timeout, 5_000))
    # The stream holds an earlier message of this id with its own links: ours lead nowhere.
    ack.duplicate && attempt == 1 && undo!(out)
    return ack
end

function store!(out::Outgoing, limit::Int)
    sizes = Int[length(content) for (_, content, _) in out.contents]
    payloads = out.env.payloads
    append!(payloads, [new_payload(dataname, content, payload_type) for (dataname, content, payload_type) in out.contents])
    extra = length(header_block(out.headers))
    plan = plan_transports(sizes, length(encode_envelope(out.env)) + extra, out.threshold, limit)
    for at in eachindex(plan)
        plan[at].transport == "link" ? upload!(out, at) : set_data!(payloads, at, "direct", "base64", base64_encode(out.contents[at][2]))
    end
    body = encode_envelope(out.env)
    # URLs may be longer than the plan reserved for them.
    for at in sortperm(sizes; rev = true, alg = MergeSort)
        length(body) + extra <= limit && break
        plan[at].transport == "direct" || continue
        plan[at] = Choice("link", "the message has $(thousands(length(body) + extra)) bytes, over max_payload $(thousands(limit))")
        upload!(out, at)
        body = encode_envelope(out.env)
    end
    length(body) + extra <= limit || too_large(length(body) + extra, limit)
    return body, plan
end

function set_data!(payloads, at, transport, encoding, data)
    old = payloads[at]
    payloads[at] = msg_payload_v1(old.id, old.dataname, old.payload_type, transport, encoding, old.size, data, old.metadata)
end

function serialize_entry(entry::Tuple, at::Int)
    length(entry) == 3 || fail("invalid_payload", "payload $at: expected (dataname, data, type), got a tuple of $(length(entry))")
    dataname, value, payload_type = entry
    dataname isa AbstractString && isvalid(String(dataname)) || fail("invalid_payload", "payload $at: the dataname is text, not $(quoted(dataname))")
    payload_type isa AbstractString || fail("unsupported_type", "payload $at: the type is text, not $(typeof(payload_type))")
    return naming_payload(dataname, at) do
        (String(dataname), _serialize_data(value, payload_type), String(payload_type))
    end
end

function jetstream_settings(option)
    (option === false || option === nothing) && return nothing
    option === true && return (;)
    option isa NamedTuple && isempty(setdiff(keys(option), (:timeout, :expected_stream, :expected_last_seq))) ||
        fail("invalid_config", "jetstream: expected true or a NamedTuple of timeout, expected_stream, expected_last_seq, got $(quoted(option))")
    haskey(option, :timeout) && whole_number("jetstream.timeout", option.timeout, 1)
    haskey(option, :expected_last_seq) && whole_number("jetstream.expected_last_seq", option.expected_last_seq)
    haskey(option, :expected_stream) && text_option("jetstream.expected_stream", option.expected_stream)
    return option
end

"Headers of the caller: names and values that one line holds, none of NATS itself."
function own_headers(headers)
    headers isa Union{AbstractDict,AbstractVector{<:Pair}} || fail("invalid_config", "headers: expected a Dict or a vector of pairs, got $(typeof(headers))")
    return Pair{String,String}[own_header(name, value) for (name, value) in headers]
end

function own_header(name, value)
    is_sendable(name, value) || fail("invalid_config", "headers: $(quoted(name)) cannot be sent: a name of visible ASCII without a colon and a value of one line are expected")
    startswith(lowercase(name), "nats-") && fail("invalid_config", "headers: $(quoted(name)) belongs to NATS")
    return String(name) => String(value)
end

is_sendable(name, value) = name isa AbstractString && value isa AbstractString && isvalid(String(value)) && occursin(r"^[!-9;-~]+$", name) && !occursin(r"[\r\n\0]", value)
