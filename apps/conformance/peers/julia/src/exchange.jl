# Subscriptions, requests and replies over a connection of `NATSBridge.connect`.

"""
    subscription = NATSBridge.subscribe(connection, subject; queue = "", options...)
    env = NATSBridge.next(subscription; timeout = 5000)

The subscription stands at the server when this returns; `options` are those of `smartreceive`. Close it with `close`.
With a function first, it is called with every received envelope in a task of its own; `on_error(error, msg)` gets what cannot be received.
"""
function subscribe(connection, subject; queue::AbstractString = "", options...)
    assert_subscribe_subject(subject)
    return raw_subscribe(connection, subject; queue = queue, options = values(options))
end

function subscribe(handler::Function, connection, subject; queue::AbstractString = "", on_error::Function = (error, msg) -> @error("natsbridge: $(reason_of(error))"), options...)
    subscription = subscribe(connection, subject; queue = queue, options...)
    @async for msg in subscription.messages
        env = try
            smartreceive(msg; subscription.options...)
        catch error
            on_error(error, msg)
            continue
        end
        try
            handler(env)
        catch error
            on_error(error, msg)
        end
    end
    return subscription
end

"The next received envelope. Throws `timeout` after `timeout` ms (0 waits for ever), and all of `smartreceive`."
function next(subscription::Subscription; timeout::Integer = 5_000)
    msg = take_within(subscription.messages, Int(timeout))
    msg === nothing || return smartreceive(msg; subscription.options...)
    isopen(subscription.messages) ? fail("timeout", "$(subscription.subject): no message within $timeout ms") : fail("connection_failed", "$(subscription.subject): the subscription is closed")
end

const RECEIVE_OPTIONS = (:fileserver_download_handler, :max_retries, :base_delay, :max_delay, :allowed_link_origins, :max_download_bytes, :headers_timeout, :idle_timeout, :total_timeout)

"""
    env = NATSBridge.request(connection, subject, data; timeout = 5000, options...)

Sends and waits for the reply; the inbox is in `reply_to` too, so that any peer can answer by a plain publish.
Throws `timeout`, `no_responders`, and all of `smartsend` and `smartreceive`.
"""
function request(connection, subject::AbstractString, data; timeout::Integer = 5_000, options...)
    whole_number("timeout", timeout, 1)
    inbox = raw_subscribe(connection, new_inbox())
    receiving = Dict{Symbol,Any}(name => value for (name, value) in options if name in RECEIVE_OPTIONS || name in (:fileserver_url, :logger))
    sending = Dict{Symbol,Any}(name => value for (name, value) in options if !(name in RECEIVE_OPTIONS))
    stored = Dict{String,Any}[]
    upload = get(sending, :fileserver_upload_handler, plik_upload)
    sending[:fileserver_upload_handler] = (place...) -> (push!(stored, upload(place...)); last(stored))
    try
        smartsend(subject, data; sending..., NATS_connection = connection, reply_to = inbox.subject, inbox = inbox.subject)
        answer = take_within(inbox.messages, Int(timeout))
        answer === nothing && fail("timeout", "$subject: no reply within $timeout ms")
        if answer.status == "503"
            # Nobody got the message, so nobody will read its files.
            foreach(each -> haskey(each, "upload_token") && plik_remove(fileserver_url(get(sending, :fileserver_url, nothing)), each), stored)
            fail("no_responders", "$subject: nobody answers requests there"; outcome = "refused")
        end
        return smartreceive(answer; receiving...)
    finally
        close(inbox)
    end
end

"""
    NATSBridge.reply(connection, env, data; options...)

Publishes to `env["reply_to"]`, with its `msg_id` as `reply_to_msg_id` and the same `correlation_id`.
"""
function reply(connection, env, data; options...)
    isempty(env["reply_to"]) && fail("invalid_subject", "the message asks for no reply: its reply_to is empty")
    return smartsend(env["reply_to"], data; NATS_connection = connection, reply_to_msg_id = env["msg_id"], correlation_id = env["correlation_id"], options...)
end
