"""
    publish_message(broker_url, subject, message, correlation_id; logger = nothing)
    publish_message(connection, subject, message, correlation_id; logger = nothing)

Publishes text and waits until the server has taken it. The first form opens a connection and closes it; one that is passed is never
closed. Over a connection of NATS.jl success means that the server answered a ping sent after the message: it has read the message,
but a refusal (missing permission) is only in NATS.jl's own log.

Throws `connection_failed publish_failed permission_denied payload_too_large invalid_subject invalid_config`; `details[:outcome]` is
`"refused"` where certainly nothing was sent, else `"unknown"`.

    publish_message("nats://localhost:4222", "chat", "{}", "my correlation")
"""
function publish_message(broker_url::AbstractString, subject::AbstractString, message::AbstractString, correlation_id::AbstractString; logger = nothing)
    connection = connect(broker_url)
    try
        publish_message(connection, subject, message, correlation_id; logger = logger)
    finally
        close(connection)
    end
end

function publish_message(connection, subject::AbstractString, message::AbstractString, correlation_id::AbstractString; logger = nothing)
    assert_publish_subject(subject)
    publish_core(connection, subject, Vector{UInt8}(codeunits(String(message))))
    log_trace(logger, correlation_id, "Message published to $(cut(subject, MOST_FOREIGN))")
end

"Bytes that the server takes in one message. Connections of other packages add a method."
max_payload(connection::Connection)::Int = get(connection.info, "max_payload", DEFAULT_MAX_PAYLOAD)
max_payload(connection) = no_connection(connection)

no_connection(connection) = fail("invalid_config", "NATS_connection: expected a connection of NATSBridge.connect, or one of NATS.jl after `using NATS`, got $(typeof(connection))")

"Publishes and, where it `waits`, makes a round trip: without one nobody would learn of a refusal."
function publish_core(connection, subject::AbstractString, body::Vector{UInt8}; reply_to::AbstractString = "", headers = Pair{String,String}[], waits::Bool = true)
    await_connection(connection)
    size, limit = length(body) + length(header_block(headers)), max_payload(connection)
    size <= limit || fail("payload_too_large", "the message has $(thousands(size)) bytes, over the server's max_payload of $(thousands(limit))"; outcome = "refused")
    mark = refusal_mark(connection)
    publish(connection, subject, body; reply_to = reply_to, headers = headers)
    waits || return
    is_answered = round_trip(connection)
    refusal = refusal_since(connection, mark, "publish", subject)
    refusal === nothing || fail("permission_denied", "$(quoted(subject)): $refusal"; outcome = "refused")
    is_answered || fail("publish_failed", "$(quoted(subject)): the connection broke before the server confirmed; the message may have arrived"; outcome = "unknown")
    return
end

"Publishes to JetStream and tells on which attempt. A second attempt after a lost ack is stored once, because of `Nats-Msg-Id`."
function publish_stream(connection, subject::AbstractString, body::Vector{UInt8}, headers, timeout::Int)::Tuple{PubAck,Int}
    await_connection(connection)
    for attempt in 1:2
        answer = raw_request(connection, subject, body; headers = headers, timeout = timeout)
        if answer === nothing
            attempt == 2 && fail("timeout", "$(quoted(subject)): no answer from the stream; the message may have been stored"; outcome = "unknown")
        elseif answer.status == "503"
            fail("no_responders", "$(quoted(subject)): no stream takes this subject; create one, or leave jetstream off"; outcome = "refused")
        else
            ack = load_json(answer.payload; code = "publish_failed")
            ack isa AbstractDict || fail("publish_failed", "$(quoted(subject)): what answered is no stream"; outcome = "unknown")
            haskey(ack, "error") && fail("publish_failed", "$(quoted(subject)): the stream refused the message: $(error_text(ack))"; outcome = "refused")
            get(ack, "stream", nothing) isa String && get(ack, "seq", nothing) isa Int || fail("publish_failed", "$(quoted(subject)): what answered is no stream"; outcome = "unknown")
            return PubAck(ack["stream"], ack["seq"], get(ack, "duplicate", false) === true), attempt
        end
    end
end

function stream_headers(msg_id, jetstream)
    headers = ["Nats-Msg-Id" => msg_id]
    haskey(jetstream, :expected_stream) && push!(headers, "Nats-Expected-Stream" => jetstream.expected_stream)
    haskey(jetstream, :expected_last_seq) && push!(headers, "Nats-Expected-Last-Sequence" => string(jetstream.expected_last_seq))
    return headers
end

"What JetStream says of an error."
function error_text(answer::AbstractDict)
    said = get(answer, "error", nothing)
    return said isa AbstractDict ? cut(string(get(said, "description", "")), MOST_FOREIGN) : quoted(said)
end
