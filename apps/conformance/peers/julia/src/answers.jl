# Answers to a message: a reply with payloads, an ACK, a NACK; and a service that gives them.

"Where an answer goes. Throws `invalid_subject`: without a `reply_to`, and for one that leads into the server itself."
function answer_subject(env, allow_system_reply::Bool)
    purpose = get(env, "msg_purpose", "")
    purpose in ("ACK", "NACK") && fail("invalid_config", "an $purpose is never answered")
    subject = env["reply_to"]
    isempty(subject) && fail("invalid_subject", "the message asks for no reply: its reply_to is empty")
    startswith(subject, '$') && !allow_system_reply &&
        fail("invalid_subject", "reply_to $(quoted(subject)) leads into the server; whoever sent the message may not use your rights there (allow_system_reply = true, if you mean it)")
    return subject
end

answer_fields(connection, env) = (NATS_connection = connection, reply_to_msg_id = env["msg_id"], correlation_id = env["correlation_id"])

"""
    NATSBridge.reply(connection, env, data; allow_system_reply = false, options...)

Publishes `data` to `env["reply_to"]`, with its `msg_id` as `reply_to_msg_id` and the same `correlation_id`; `options` are those of
[`smartsend`](@ref). Throws `invalid_subject` without a `reply_to` and for one that begins with `\$`, `invalid_config` for an ACK or NACK.

    NATSBridge.reply(connection, env, [("answer", "yes", "text")])
"""
function reply(connection, env, data; allow_system_reply::Bool = false, options...)
    return smartsend(answer_subject(env, allow_system_reply), data; answer_fields(connection, env)..., options...)
end

"""
    NATSBridge.ack(connection, env; allow_system_reply = false, options...)

Answers that the message was taken: an envelope of `msg_purpose` `"ACK"` without payloads. Throws as [`NATSBridge.reply`](@ref).
"""
function ack(connection, env::AbstractDict; allow_system_reply::Bool = false, options...)
    return smartsend(answer_subject(env, allow_system_reply), Tuple[]; answer_fields(connection, env)..., msg_purpose = "ACK", options...)
end

"""
    NATSBridge.nack(connection, env, reason = ""; code = "", allow_system_reply = false, options...)

Answers that the message was refused; the `request` of the sender throws `rejected` with `reason` and `code`. Throws as
[`NATSBridge.reply`](@ref).

    NATSBridge.nack(connection, env, "no such picture"; code = "not_found")
"""
function nack(connection, env::AbstractDict, reason::AbstractString = ""; code::AbstractString = "", allow_system_reply::Bool = false, options...)
    metadata = Dict{String,Any}("reason" => cut(reason, MOST_MESSAGE))
    isempty(code) || (metadata["code"] = String(code))
    return smartsend(answer_subject(env, allow_system_reply), Tuple[]; answer_fields(connection, env)..., msg_purpose = "NACK", metadata = metadata, options...)
end

"A service of [`NATSBridge.serve`](@ref); `NATSBridge.stop` ends it."
struct Service{S<:Subscription}
    subscription::S
    tasks::Vector{Task}
end

Base.isopen(service::Service) = isopen(service.subscription)

"""
    service = NATSBridge.serve(handler, connection, subject; queue = "", concurrency = 1, expose_errors = false, allow_system_reply = false, on_poison, options...)

Answers requests. What `handler(env)` returns, a list of payloads, is the reply; `nothing` is an ACK; what it throws is a NACK with the
code (`handler_failed` where it is no `NatsBridgeError`), and with the message only where `expose_errors`. At most `concurrency` handlers
run at once; with a `queue` its members share the requests. A message without `reply_to` is handled and not answered; ACKs and NACKs are
passed over. What cannot be read or answered is told as in [`NATSBridge.subscribe`](@ref). `options` are those of [`smartsend`](@ref) and
[`smartreceive`](@ref). `NATSBridge.stop(service)` ends it after the requests in hand.

    service = NATSBridge.serve(connection, "double") do env
        [("result", 2 * env["payloads"][1][2], "dictionary")]
    end
"""
function serve(handler::Function, connection, subject; queue::AbstractString = "", concurrency::Integer = 1, expose_errors::Bool = false, allow_system_reply::Bool = false, on_poison = nothing, options...)
    whole_number("concurrency", concurrency, 1)
    assert_options(options, setdiff(union(RECEIVE_OPTIONS, SEND_OPTIONS), (:NATS_connection, :correlation_id, :reply_to_msg_id, :is_publish, :msg_id, :broker_url)))
    subscription = subscribe(connection, subject; queue = queue, on_poison = on_poison, only_of(options, RECEIVE_OPTIONS)...)
    sending = (; only_of(options, SEND_OPTIONS)..., allow_system_reply = allow_system_reply)
    tasks = [@async(serve_all(handler, connection, subscription, expose_errors, sending)) for _ in 1:concurrency]
    return Service(subscription, tasks)
end

function serve_all(handler, connection, subscription, expose_errors, sending)
    operation = "service at $(subscription.subject)"
    try
        for env in subscription
            env["msg_purpose"] in ("ACK", "NACK") && continue
            try
                serve_one(handler, connection, env, expose_errors, sending)
            catch error
                is_interrupt(error) && rethrow()
                tell_failure(subscription, operation, error, env["correlation_id"])
            end
        end
    catch error
        isopen(subscription) && tell_failure(subscription, operation, error, "")
    end
end

function serve_one(handler, connection, env, expose_errors, sending)
    wants_answer = !isempty(env["reply_to"])
    result = try
        handler(env)
    catch error
        is_interrupt(error) && rethrow()
        code = error isa NatsBridgeError ? error.code : "handler_failed"
        wants_answer && nack(connection, env, expose_errors ? reason_of(error) : ""; code = code, sending...)
        rethrow()
    end
    wants_answer || return
    if result isa AbstractVector && !isempty(result)
        try
            reply(connection, env, result; sending...)
        catch error
            error isa NatsBridgeError || rethrow()
            # Whoever asked learns that there will be no reply, unless it is this that failed.
            error.code in ("invalid_payload", "unsupported_type", "payload_too_large", "upload_failed") && nack(connection, env, expose_errors ? error.message : ""; code = error.code, sending...)
            rethrow()
        end
    else
        ack(connection, env; sending...)
    end
    return
end

"""
    NATSBridge.stop(service)
    NATSBridge.stop(consumption)

Takes no more messages and returns when those in hand are done.
"""
function stop(service::Service)
    close(service.subscription)
    foreach(wait, service.tasks)
    return
end
