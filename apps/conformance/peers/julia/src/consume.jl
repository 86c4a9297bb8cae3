# Reading a JetStream stream: ack after success, patience with what may heal, an end for what cannot.

"A consumption of [`NATSBridge.consume`](@ref); `NATSBridge.stop` ends it, `wait` waits for its end."
mutable struct Consumption{C}
    connection::C
    settings::ConsumeSettings
    options::NamedTuple
    is_stopping::Bool
    tasks::Vector{Task}
    fault::Union{NatsBridgeError,Nothing}
    ack_wait::Float64
    max_deliver::Union{Int,Nothing}
    "SHA-256 of the ids handled lately, and when."
    handled::Dict{Vector{UInt8},Float64}
    lock::ReentrantLock
end

"""
    consumption = NATSBridge.consume(connection; stream, consumer, options...) do env, delivery ... end

Reads `stream` through the durable `consumer` (made if it is not there; all that use its name share the messages). Every message is acked
after the handler succeeded and given back after it failed; while a download or a handler runs the server is told so. What can never be
read, or has failed `max_deliver` times, is told to `on_poison(error, msg)`, goes unchanged to `dead_letter_subject` and is not delivered
again; where the dead letter cannot be published the message is given back. A file server that does not answer is waited for. Where
neither `on_poison` nor `logger` is given, losses are warned of once a minute.

Options, beside those of [`smartreceive`](@ref): `filter_subjects` (default: all; `filter_subject` for one), `concurrency` (1: handlers at
once), `ack_wait` (ms) and `deliver_policy` (`"all"`, `"new"`, `"last"`) of a new consumer, `max_deliver` (the consumer's own, else no limit),
`nak_delay` (1,000 ms, doubling with each delivery up to `max_nak_delay`, 60,000), `double_ack` (false: wait until the server confirms each
ack), `dedup_window` (0 ms: a `msg_id` handled within it is acked and not handled again), `dead_letter_subject`, `on_poison`, `domain` or
`api_prefix`.

Throws `no_responders` without JetStream, `invalid_config` when stream or consumer does not fit: a durable whose filter differs, that acks
otherwise or gives no bodies, or a `dead_letter_subject` that this consumption would read itself.

    consumption = NATSBridge.consume(connection; stream = "ORDERS", consumer = "billing", dead_letter_subject = "dead.orders") do env, delivery
        println(env["payloads"], " of sequence ", delivery.info.stream_seq)
    end
    NATSBridge.stop(consumption)
"""
function consume(handler::Function, connection; stream, consumer, filter_subject = "", filter_subjects = String[], concurrency = 1, ack_wait = nothing, max_deliver = nothing,
    deliver_policy = nothing, nak_delay = 1_000, max_nak_delay = 60_000, double_ack::Bool = false, dedup_window = 0, dead_letter_subject = "", on_poison = nothing,
    domain = nothing, api_prefix = nothing, logger = nothing, options...)
    filters = isempty(filter_subject) ? String[String(each) for each in filter_subjects] : [String(filter_subject)]
    foreach(assert_subscribe_subject, filters)
    deliver_policy in (nothing, "all", "new", "last", "last_per_subject") || fail("invalid_config", "deliver_policy: expected all, new, last or last_per_subject, got $(quoted(deliver_policy))")
    whole(name, value, least = 0) = value === nothing ? nothing : whole_number(name, value, least)
    settings = ConsumeSettings(assert_api_name(stream, "stream"), assert_api_name(consumer, "consumer"), filters, NATSBridge.api_prefix(domain, api_prefix),
        whole("ack_wait", ack_wait, 1), whole("max_deliver", max_deliver, 1), deliver_policy, whole_number("nak_delay", nak_delay), whole_number("max_nak_delay", max_nak_delay),
        double_ack, whole_number("dedup_window", dedup_window), text_option("dead_letter_subject", dead_letter_subject), on_poison, logger)
    assert_no_circle(connection, settings)
    wait_seconds, most = ensure_consumer(connection, settings)
    consumption = Consumption(connection, settings, (; assert_options(options, RECEIVE_OPTIONS)..., logger = logger), false, Task[], nothing, wait_seconds,
        something(settings.max_deliver, most, Some(nothing)), Dict{Vector{UInt8},Float64}(), ReentrantLock())
    for _ in 1:whole_number("concurrency", concurrency, 1)
        push!(consumption.tasks, @async pull_all(handler, consumption))
    end
    return consumption
end

Base.isopen(consumption::Consumption) = !all(istaskdone, consumption.tasks)

"Waits for the end of a consumption. Throws `connection_failed` where its connection ended it."
function Base.wait(consumption::Consumption)
    foreach(wait, consumption.tasks)
    consumption.fault === nothing || throw(consumption.fault)
    return
end

function stop(consumption::Consumption)
    consumption.is_stopping = true
    foreach(wait, consumption.tasks)
    return
end

function pull_all(handler, consumption::Consumption)
    connection, delay = consumption.connection, 250
    inbox = nothing
    while !consumption.is_stopping
        try
            inbox === nothing && (inbox = raw_subscribe(connection, new_inbox()))
            msg = pull(consumption, inbox)
            msg === nothing || handle_message(handler, consumption, msg)
            delay = 250
        catch error
            is_interrupt(error) && rethrow()
            if is_closed(connection)
                consumption.is_stopping || (consumption.fault = NatsBridgeError("connection_failed", "the connection to the broker is closed"; is_retryable = false))
                break
            end
            tell(consumption, "consumption of $(consumption.settings.stream)", error)
            sleep(delay / 1000)
            delay = min(2delay, 5_000)
        end
    end
    inbox === nothing || give_back(consumption, inbox)
end

"What came after the end is somebody else's: given back, and not waited for."
function give_back(consumption, inbox)
    quietly(() -> close(inbox))
    while isready(inbox.messages)
        msg = take!(inbox.messages)
        isempty(msg.status) && quietly(() -> publish(consumption.connection, msg.reply_to, Vector{UInt8}("-NAK")))
    end
end

"One message within a second, or `nothing`. Throws what the server says of the consumer."
function pull(consumption::Consumption, inbox)
    settings = consumption.settings
    order = dump_json(Dict("batch" => 1, "expires" => 1_000_000_000))
    publish(consumption.connection, "$(settings.api).CONSUMER.MSG.NEXT.$(settings.stream).$(settings.consumer)", order; reply_to = inbox.subject)
    msg = take_within(inbox.messages, 3_000)
    msg === nothing && !is_connected(consumption.connection) && await_connection(consumption.connection)
    (msg === nothing || msg.status in ("404", "408")) && return nothing
    isempty(msg.status) && return msg
    # The consumer, its stream or JetStream is gone: it is made anew where that is possible.
    consumption.ack_wait, _ = ensure_consumer(consumption.connection, settings)
    msg.status == "503" && fail("no_responders", "stream $(quoted(settings.stream)), consumer $(quoted(settings.consumer)): nobody answers")
    return nothing
end

function handle_message(handler, consumption::Consumption, msg::Msg)
    connection, settings = consumption.connection, consumption.settings
    third = consumption.ack_wait / 3
    working = Timer(_ -> @async(quietly(() -> publish(connection, msg.reply_to, Vector{UInt8}("+WPI")))), third; interval = third)
    delivery = Delivery(connection, Dict{String,Any}(), msg, delivery_info(msg), settings.double_ack, false)
    try
        most = consumption.max_deliver
        # Whoever had it before may have died of it each time.
        most !== nothing && delivery.info.deliveries > most && return give_up(consumption, delivery, NatsBridgeError("aborted", "delivered $(delivery.info.deliveries) times, over max_deliver $most"))
        delivery.env = smartreceive(msg; consumption.options...)
        was_handled(consumption, delivery) && return ack(delivery)
        handler(delivery.env, delivery)
        ack(delivery)
        remember(consumption, delivery)
    catch error
        is_interrupt(error) && rethrow()
        delivery.is_settled ? tell(consumption, "handler of $(settings.stream)", error) : fail_delivery(consumption, delivery, error)
    finally
        close(working)
    end
    return
end

"Given back, or given up where it can never be read or has failed too often."
function fail_delivery(consumption::Consumption, delivery::Delivery, error)
    settings, deliveries = consumption.settings, delivery.info.deliveries
    is_unreadable = isempty(delivery.env) && error isa NatsBridgeError && !error.is_retryable && error.code != "invalid_config"
    is_last = consumption.max_deliver !== nothing && deliveries >= consumption.max_deliver
    (is_unreadable || is_last) && return give_up(consumption, delivery, error)
    tell(consumption, "message $(delivery.info.stream_seq) of $(settings.stream)", error)
    nak(delivery, retry_delay(settings, deliveries))
end

"ms; grows with each delivery, so that a service that is down is not asked all the time."
retry_delay(settings, deliveries) = round(Int, min(settings.nak_delay * 2.0^min(deliveries - 1, 30), max(settings.nak_delay, settings.max_nak_delay)))

function give_up(consumption::Consumption, delivery::Delivery, error)
    settings = consumption.settings
    if !isempty(settings.dead_letter_subject)
        try
            publish_dead_letter(consumption.connection, settings, delivery, error)
        catch fault
            is_interrupt(fault) && rethrow()
            # It would be lost: it stays, and is tried again.
            tell(consumption, "dead letter of $(settings.stream)", fault)
            return nak(delivery, retry_delay(settings, delivery.info.deliveries))
        end
    end
    settings.on_poison === nothing || guarded(() -> settings.on_poison(error, delivery.msg), "on_poison")
    tell(consumption, "message $(delivery.info.stream_seq) of $(settings.stream), given up", error; is_told = settings.on_poison !== nothing)
    term(delivery, error isa NatsBridgeError ? error.code : "handler_failed")
end

function tell(consumption::Consumption, operation, error; is_told = false)
    logger = consumption.settings.logger
    logger === nothing || return log_trace(logger, "", "$operation: $(reason_of(error))")
    # One message after the other fails alike: the number of each would make each its own kind.
    is_told || warn_once(silence_of(consumption.connection), replace(operation, r"\d+" => "…"), error)
end

function was_handled(consumption::Consumption, delivery::Delivery)
    consumption.settings.dedup_window == 0 && return false
    lock(consumption.lock) do
        oldest = time() - consumption.settings.dedup_window / 1000
        filter!(pair -> pair.second >= oldest, consumption.handled)
        haskey(consumption.handled, sha256(delivery.env["msg_id"]))
    end
end

function remember(consumption::Consumption, delivery::Delivery)
    consumption.settings.dedup_window == 0 && return
    lock(() -> consumption.handled[sha256(delivery.env["msg_id"])] = time(), consumption.lock)
    return
end
