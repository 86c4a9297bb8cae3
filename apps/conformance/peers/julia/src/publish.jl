"""
    publish_message(broker_url, subject, message, correlation_id)
    publish_message(connection, subject, message, correlation_id)

Publishes and waits until the server has taken the message. The first form opens a connection and closes it; one that is passed is
never closed. Throws `connection_failed publish_failed permission_denied payload_too_large`.
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
    publish_core(connection, subject, Vector{UInt8}(codeunits(String(message))))
    log_trace(logger, correlation_id, "Message published to $subject")
end

max_payload(connection::Connection)::Int = get(connection.info, "max_payload", DEFAULT_MAX_PAYLOAD)

function publish_core(connection::Connection, subject::AbstractString, body::Vector{UInt8}; reply_to::AbstractString = "")
    await_connection(connection)
    errors_before = connection.error_count
    publish(connection, subject, body; reply_to = reply_to)
    # Without a round trip nobody would learn of a refusal.
    if !round_trip(connection)
        fail("publish_failed", "$subject: the connection broke before the server confirmed; the message may have arrived"; outcome = "unknown")
    end
    if connection.error_count > errors_before && occursin("permissions violation for publish to \"$(lowercase(subject))\"", lowercase(connection.last_error))
        fail("permission_denied", "$subject: $(connection.last_error)"; outcome = "refused")
    end
end

"Publishes to JetStream and tells on which attempt. A second attempt after a lost ack is stored once, because of `Nats-Msg-Id`."
function publish_stream(connection::Connection, subject::AbstractString, body::Vector{UInt8}, headers, timeout::Int)::Tuple{PubAck,Int}
    await_connection(connection)
    for attempt in 1:2
        answer = raw_request(connection, subject, body; headers = headers, timeout = timeout)
        if answer === nothing
            attempt == 2 && fail("timeout", "$subject: no answer from the stream; the message may have been stored"; outcome = "unknown")
        elseif answer.status == "503"
            fail("no_responders", "$subject: no stream takes this subject; create one, or leave jetstream off"; outcome = "refused")
        else
            ack = load_json(answer.payload; code = "publish_failed")
            haskey(ack, "error") && fail("publish_failed", "$subject: the stream refused the message: $(get(ack["error"], "description", ""))"; outcome = "refused")
            return PubAck(ack["stream"], ack["seq"], get(ack, "duplicate", false)), attempt
        end
    end
end

function stream_headers(msg_id, jetstream)
    headers = ["Nats-Msg-Id" => msg_id]
    haskey(jetstream, :expected_stream) && push!(headers, "Nats-Expected-Stream" => jetstream.expected_stream)
    haskey(jetstream, :expected_last_seq) && push!(headers, "Nats-Expected-Last-Sequence" => string(jetstream.expected_last_seq))
    return headers
end

# Connections of NATS.jl, where that package is used.

max_payload(connection)::Int =
    try
        Base.invokelatest(NATS_PACKAGE[].info, connection).max_payload
    catch
        DEFAULT_MAX_PAYLOAD
    end

function publish_core(connection, subject::AbstractString, body::Vector{UInt8}; reply_to::AbstractString = "")
    NATS_PACKAGE[] === nothing && fail("invalid_config", "NATS_connection: expected a connection of NATSBridge.connect, or one of NATS.jl after `using NATS`, got $(typeof(connection))")
    try
        Base.invokelatest(NATS_PACKAGE[].publish, connection, subject, body; (isempty(reply_to) ? (;) : (; reply_to = reply_to))...)
    catch error
        fail("publish_failed", "$subject: $(reason_of(error))"; outcome = "unknown")
    end
end

publish_stream(connection, subject, body, headers, timeout) = fail("unsupported", "jetstream needs a connection of NATSBridge.connect")
