# What becomes of a message that is given up: its body goes on as it was, so that every peer can read it again with its links.

"Times that a message is put from one dead-letter subject to the next."
const MOST_HOPS = 3
const MOST_REASON = 500

"""
Publishes a dead letter with the reason in its headers, into the stream that covers the subject or, where none does, to whoever listens.
Tells whether it was published: not where it already lies, and not after `MOST_HOPS`. Throws what refused it: then the message must stay.
"""
function publish_dead_letter(connection, settings, delivery::Delivery, error)::Bool
    msg, info = delivery.msg, delivery.info
    # Whoever publishes may write what they like.
    told = match(r"^[0-9]{1,9}$", get(msg.headers, "NATSBridge-Hops", "0"))
    hops = told === nothing ? 1 : parse(Int, told.match) + 1
    (msg.subject == settings.dead_letter_subject || hops > MOST_HOPS) && return false
    reason = [
        "NATSBridge-Code" => error isa NatsBridgeError ? error.code : "handler_failed",
        "NATSBridge-Reason" => cut(escape_controls(reason_of(error)), MOST_REASON),
        "NATSBridge-Subject" => msg.subject,
        "NATSBridge-Stream" => info.stream,
        "NATSBridge-Consumer" => info.consumer,
        "NATSBridge-Sequence" => string(info.stream_seq),
        "NATSBridge-Deliveries" => string(info.deliveries),
        "NATSBridge-Hops" => string(hops),
    ]
    own = [name => value for (name, value) in msg.headers if !occursin(r"^nats(bridge)?-"i, name) && is_sendable(name, value)]
    # A stream that was made anew has the same sequences at other times.
    id = "Nats-Msg-Id" => "dead-letter.$(info.stream).$(info.consumer).$(info.stream_seq).$(info.timestamp)"
    limit = max_payload(connection)
    headers = [own; reason; id]
    if length(msg.payload) + length(header_block(headers)) <= limit
        store_dead_letter(connection, settings, msg.payload, headers)
    else
        # Stream and sequence still lead to the message.
        store_dead_letter(connection, settings, UInt8[], [reason; id])
    end
    return true
end

function store_dead_letter(connection, settings, body, headers)
    subject = settings.dead_letter_subject
    if is_stored_somewhere(connection, settings, subject)
        publish_stream(connection, subject, body, headers, 5_000)
    else
        publish_core(connection, subject, body; headers = filter(header -> header.first != "Nats-Msg-Id", headers))
    end
    return
end

"Whether a stream takes `subject`: where nobody may ask, it is taken for granted."
function is_stored_somewhere(connection, settings, subject)
    answer = js_api(connection, settings, "STREAM.NAMES", dump_json(Dict("subject" => subject)))
    return haskey(answer, "error") || get(answer, "total", 0) != 0
end

"""
Throws `invalid_config` where dead letters would come back to the same consumption: the stream stores their subject and the filter takes it.
"""
function assert_no_circle(connection, settings)
    subject = settings.dead_letter_subject
    isempty(subject) && return
    assert_publish_subject(subject, "dead_letter_subject")
    answer = js_api(connection, settings, "STREAM.INFO.$(settings.stream)", UInt8[])
    config = get(answer, "config", nothing)
    subjects = config isa AbstractDict ? get(config, "subjects", Any[]) : Any[]
    is_stored = any(pattern -> matches_subject(pattern, subject), subjects)
    is_taken = isempty(settings.filter_subjects) || any(pattern -> matches_subject(pattern, subject), settings.filter_subjects)
    is_stored && is_taken &&
        fail("invalid_config", "dead_letter_subject $(quoted(subject)) is one that stream $(quoted(settings.stream)) stores and this consumption reads: a dead letter would come back for ever; name a subject of another stream, or set filter_subjects")
end

"Whether `subject` falls under `pattern` with its `*` and `>`."
function matches_subject(pattern::AbstractString, subject::AbstractString)
    wanted, given = split(pattern, '.'), split(subject, '.')
    for (at, token) in enumerate(wanted)
        token == ">" && return length(given) >= at
        at <= length(given) && (token == "*" || token == given[at]) || return false
    end
    return length(wanted) == length(given)
end
