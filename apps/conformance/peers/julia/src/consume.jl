# Reading a JetStream stream: ack after success, patience with what may heal, an end for what cannot.

"One received message of a stream."
struct Delivery{C}
    connection::C
    env::Any
    msg::Msg
    done::Ref{Bool}
end

function settle(delivery::Delivery, word::String)
    delivery.done[] = true
    publish(delivery.connection, delivery.msg.reply_to, Vector{UInt8}(word))
    round_trip(delivery.connection) || fail("connection_failed", "the server does not answer")
    return
end

ack(delivery::Delivery) = settle(delivery, "+ACK")
nak(delivery::Delivery, delay_ms::Integer = 0) = settle(delivery, delay_ms == 0 ? "-NAK" : "-NAK {\"delay\": $(1_000_000 * Int(delay_ms))}")
term(delivery::Delivery) = settle(delivery, "+TERM")

mutable struct Consumption
    stopping::Bool
    task::Union{Task,Nothing}
end

"Ends after the message at hand."
function stop(consumption::Consumption)
    consumption.stopping = true
    wait(consumption.task)
end

"""
    consumption = NATSBridge.consume(connection; stream, consumer, filter_subject = "", options...) do env, delivery ... end

Reads `stream` through the durable `consumer` (made if it is not there). Every message is acked after the handler succeeded and given
back (`nak_delay` ms) after it failed; while a download or a handler runs the server is told so. What can never be read goes to
`on_poison(error, msg)`, unchanged to `dead_letter_subject`, and is not delivered again; a file server that does not answer is waited for.
Throws `no_responders` without JetStream, `invalid_config` when stream or consumer does not fit.
"""
function consume(handler::Function, connection; stream::AbstractString, consumer::AbstractString, filter_subject::AbstractString = "",
    dead_letter_subject::AbstractString = "", on_poison::Function = (error, msg) -> nothing, nak_delay::Integer = 1_000, options...)::Consumption
    ack_wait = ensure_consumer(connection, stream, consumer, filter_subject)
    consumption = Consumption(false, nothing)
    consumption.task = @async while !consumption.stopping
        msg = try
            pull(connection, stream, consumer, 1_000)
        catch error
            error isa NatsBridgeError && error.code == "connection_failed" && !connection.closed || rethrow()
            sleep(0.25)
            continue
        end
        msg === nothing || handle_message(handler, connection, msg, ack_wait, dead_letter_subject, on_poison, nak_delay, options)
    end
    return consumption
end

function handle_message(handler, connection, msg, ack_wait, dead_letter_subject, on_poison, nak_delay, options)
    working = Timer(_ -> quietly(() -> publish(connection, msg.reply_to, Vector{UInt8}("+WPI"))), ack_wait / 3; interval = ack_wait / 3)
    delivery = Delivery(connection, nothing, msg, Ref(false))
    try
        env = smartreceive(msg; options...)
        delivery = Delivery(connection, env, msg, delivery.done)
    catch error
        error isa NatsBridgeError || rethrow()
        if error.is_retryable
            nak(delivery, nak_delay)
        else
            on_poison(error, msg)
            isempty(dead_letter_subject) || publish(connection, dead_letter_subject, msg.payload; headers = ["Natsbridge-Error" => error.code])
            term(delivery)
        end
        return
    finally
        delivery.env === nothing && close(working)
    end
    try
        handler(delivery.env, delivery)
        delivery.done[] || ack(delivery)
    catch error
        delivery.done[] || nak(delivery, nak_delay)
    finally
        close(working)
    end
end

"One message within `wait_ms`, or `nothing`."
function pull(connection, stream, consumer, wait_ms::Int)
    order = dump_json(Dict("batch" => 1, "expires" => wait_ms * 1_000_000))
    msg = raw_request(connection, "\$JS.API.CONSUMER.MSG.NEXT.$stream.$consumer", order; timeout = wait_ms + 2_000)
    return msg === nothing || !isempty(msg.status) ? nothing : msg
end

"Finds or makes the durable pull consumer; gives its ack wait in seconds."
function ensure_consumer(connection, stream, consumer, filter_subject)::Float64
    answer = js_api(connection, "CONSUMER.INFO.$stream.$consumer", UInt8[])
    if haskey(answer, "error") && get(answer["error"], "code", 0) == 404
        config = Dict{String,Any}("durable_name" => consumer, "ack_policy" => "explicit", "deliver_policy" => "all", "replay_policy" => "instant")
        isempty(filter_subject) || (config["filter_subject"] = filter_subject)
        answer = js_api(connection, "CONSUMER.DURABLE.CREATE.$stream.$consumer", dump_json(Dict("stream_name" => stream, "config" => config)))
    end
    haskey(answer, "error") && fail("invalid_config", "stream $(repr(stream)), consumer $(repr(consumer)): $(get(answer["error"], "description", ""))")
    return answer["config"]["ack_wait"] / 1e9
end

function js_api(connection, subject, body)
    answer = raw_request(connection, "\$JS.API.$subject", body)
    answer === nothing && fail("timeout", "JetStream does not answer")
    answer.status == "503" && fail("no_responders", "this server has no JetStream")
    return load_json(answer.payload; code = "connection_failed")
end
