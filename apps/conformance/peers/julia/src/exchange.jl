# Subscriptions and requests, over a connection of `NATSBridge.connect` or of NATS.jl.

const RECEIVE_OPTIONS = (:fileserver_download_handler, :max_retries, :base_delay, :max_delay, :fileserver_url, :allowed_link_origins, :max_download_bytes,
    :max_message_bytes, :max_decoded_bytes, :headers_timeout, :idle_timeout, :total_timeout, :min_speed, :on_progress, :logger)
const SEND_OPTIONS = (:broker_url, :fileserver_url, :fileserver_upload_handler, :fileserver_remove_handler, :size_threshold, :correlation_id, :msg_purpose, :sender_name,
    :receiver_name, :receiver_id, :reply_to, :reply_to_msg_id, :is_publish, :NATS_connection, :msg_id, :sender_id, :metadata, :jetstream, :headers, :confirm, :on_progress, :logger)

"Throws `invalid_config` for options that nobody knows: at once, and not with the first message."
function assert_options(options, known)
    unknown = setdiff(keys(options), known)
    isempty(unknown) || fail("invalid_config", "unknown option $(quoted(string(first(unknown)))); there are $(join(known, ", "))")
    return (; options...)
end

only_of(options, known) = (; (name => value for (name, value) in pairs(options) if name in known)...)

"""
    subscription = NATSBridge.subscribe(connection, subject; queue = "", on_poison = nothing, lazy = false, options...)

The subscription stands at the server when this returns; `options` are those of [`smartreceive`](@ref). Take messages with
[`NATSBridge.next`](@ref), or iterate; end it with `close`. With a `queue`, its members share the messages.

Iterating gives each received envelope and passes over what cannot be read: that is told to `on_poison(error, msg)` and `logger`, or,
where neither is there, by a warning once a minute. It ends when the subscription or its connection is closed; a connection of
NATS.jl that ends throws `connection_failed`.

    NATSBridge.subscribe(handler, connection, subject; queue = "", on_poison = nothing, options...)

Calls `handler(env)` with one message after the other in a task of its own. What it throws is told to `logger`, or by a warning, and
does not end the subscription.

Throws `invalid_subject`, `invalid_config`, `permission_denied`, `connection_failed`.

    NATSBridge.subscribe(connection, "chat") do env
        println(env["payloads"])
    end
"""
function subscribe(connection, subject; queue::AbstractString = "", on_poison = nothing, lazy::Bool = false, options...)
    assert_subscribe_subject(subject)
    isempty(queue) || assert_publish_subject(queue, "queue")
    known = assert_options(options, RECEIVE_OPTIONS)
    return raw_subscribe(connection, subject; queue = queue, options = (; known..., lazy = lazy, on_poison = on_poison))
end

function subscribe(handler::Function, connection, subject; queue::AbstractString = "", on_poison = nothing, options...)
    subscription = subscribe(connection, subject; queue = queue, on_poison = on_poison, options...)
    @async try
        for env in subscription
            try
                handler(env)
            catch error
                is_interrupt(error) && rethrow()
                tell_failure(subscription, "handler of $(subscription.subject)", error, env["correlation_id"])
            end
        end
    catch error
        isopen(subscription.messages) && tell_failure(subscription, "subscription to $(subscription.subject)", error, "")
    end
    return subscription
end

receive_options(subscription::Subscription) = only_of(subscription.options, (RECEIVE_OPTIONS..., :lazy))

"""
    env = NATSBridge.next(subscription; timeout = 5000)

The next received envelope, within `timeout` ms (0 waits for ever). Throws `timeout`, `connection_failed` when the subscription or its
connection was closed, and all of [`smartreceive`](@ref); a message that cannot be read does not end the subscription.
"""
function next(subscription::Subscription; timeout::Integer = 5_000)::Dict{String,Any}
    msg = next_message(subscription, whole_number("timeout", timeout))
    msg === nothing || return smartreceive(msg; receive_options(subscription)...)
    isopen(subscription) || fail("connection_failed", "$(quoted(subscription.subject)): the subscription is closed"; is_retryable = false)
    fail("timeout", "$(quoted(subscription.subject)): no message within $timeout ms")
end

"The next message, or `nothing` after `timeout` ms (0 for no limit) or at the end. Throws `connection_failed` where the connection ended."
function next_message(subscription::Subscription, timeout::Int)
    deadline = timeout == 0 ? Inf : time() + timeout / 1000
    while true
        left = min(1_000, ceil(1000 * (deadline - time())))
        msg = take_within(subscription.messages, max(1, Int(left)))
        msg === nothing || return msg
        # A connection of another package does not close our channel.
        is_closed(subscription.connection) && !(subscription.connection isa Connection) &&
            fail("connection_failed", "$(quoted(subscription.subject)): the connection to the broker is closed"; is_retryable = false)
        (isopen(subscription) && time() < deadline) || return nothing
    end
end

function Base.iterate(subscription::Subscription, state = nothing)
    while true
        msg = next_message(subscription, 0)
        msg === nothing && return nothing
        try
            return smartreceive(msg; receive_options(subscription)...), nothing
        catch error
            is_interrupt(error) && rethrow()
            tell_loss(subscription, "subscription to $(subscription.subject)", error, msg)
        end
    end
end
Base.IteratorSize(::Type{<:Subscription}) = Base.SizeUnknown()
Base.eltype(::Type{<:Subscription}) = Dict{String,Any}

silence_of(connection::Connection) = connection.silence
silence_of(connection) = SHARED_SILENCE

"Tells of a message that is dropped: `on_poison`, `logger`, else a warning."
function tell_loss(subscription::Subscription, operation, error, msg::Msg)
    on_poison, logger = get(subscription.options, :on_poison, nothing), get(subscription.options, :logger, nothing)
    on_poison === nothing || guarded(() -> on_poison(error, msg), "on_poison")
    logger === nothing || log_trace(logger, "", "$operation: a message was dropped: $(reason_of(error))")
    on_poison === nothing && logger === nothing && warn_once(silence_of(subscription.connection), operation, error)
end

function tell_failure(subscription::Subscription, operation, error, correlation_id)
    logger = get(subscription.options, :logger, nothing)
    logger === nothing ? warn_once(silence_of(subscription.connection), operation, error) : log_trace(logger, correlation_id, "$operation failed: $(reason_of(error))")
end

"""
    env = NATSBridge.request(connection, subject, data; timeout = 5000, options...)

Sends and waits `timeout` ms for the reply; the inbox is in `reply_to` too, so that any peer can answer by a plain publish. `options` are
those of [`smartsend`](@ref) and [`smartreceive`](@ref). An ACK is an envelope without payloads.

Throws `rejected` when the answer is a NACK (`details[:reason]`, `details[:nack_code]`, `details[:env]`), `timeout`, `no_responders`, and
all of `smartsend` and `smartreceive`.

    env = NATSBridge.request(connection, "thumbnail", [("picture", bytes, "image")]; timeout = 10_000)
"""
function request(connection, subject::AbstractString, data; timeout::Integer = 5_000, options...)::Dict{String,Any}
    whole_number("timeout", timeout, 1)
    assert_options(options, setdiff(union(RECEIVE_OPTIONS, SEND_OPTIONS), (:NATS_connection, :reply_to, :is_publish, :jetstream, :confirm, :broker_url)))
    sending = Dict{Symbol,Any}(pairs(only_of(options, SEND_OPTIONS)))
    stored = Dict{String,Any}[]
    upload = get(sending, :fileserver_upload_handler, plik_upload)
    sending[:fileserver_upload_handler] = Keeping(upload, stored)
    inbox = raw_subscribe(connection, new_inbox())
    try
        smartsend(subject, data; sending..., NATS_connection = connection, reply_to = inbox.subject, inbox = inbox.subject)
        answer = next_message(inbox, Int(timeout))
        answer === nothing && fail("timeout", "$(quoted(subject)): no reply within $timeout ms")
        if answer.status == "503"
            # Nobody got the message, so nobody will read its files.
            undo_uploads!(stored, NATSBridge.fileserver_url(get(sending, :fileserver_url, nothing)), get(sending, :fileserver_remove_handler, nothing), nothing, "")
            fail("no_responders", "$(quoted(subject)): nobody answers requests there"; outcome = "refused")
        end
        return accepted(smartreceive(answer; only_of(options, RECEIVE_OPTIONS)...))
    finally
        close(inbox)
    end
end

"The envelope, unless it is a NACK: that throws `rejected`."
function accepted(env::Dict{String,Any})
    env["msg_purpose"] == "NACK" || return env
    reason, code = get(env["metadata"], "reason", ""), get(env["metadata"], "code", "")
    reason isa AbstractString || (reason = "")
    code isa AbstractString || (code = "")
    said = isempty(reason) ? "without a reason" : quoted(reason)
    throw(NatsBridgeError("rejected", "the request was rejected: $said" * (isempty(code) ? "" : " ($(cut(code, MOST_FOREIGN)))"); reason = reason, nack_code = code, env = env))
end
