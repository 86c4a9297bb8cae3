# What is sent: commands, round trips, subscriptions.

"Throws `connection_failed` when there is no connection; then nothing was sent."
function send(connection::Connection, parts...)
    lock(connection.write_lock) do
        socket = connection.socket
        (socket === nothing || !isopen(socket)) && fail("connection_failed", "not connected to the broker"; outcome = "refused")
        for part in parts
            write(socket, part)
        end
    end
end

header_block(headers) = isempty(headers) ? UInt8[] : Vector{UInt8}("NATS/1.0\r\n" * join("$name: $value\r\n" for (name, value) in headers) * "\r\n")

function publish(connection::Connection, subject::AbstractString, body::Vector{UInt8}; reply_to::AbstractString = "", headers = Pair{String,String}[])
    block = header_block(headers)
    target = isempty(reply_to) ? subject : "$subject $reply_to"
    command = isempty(block) ? "PUB $target $(length(body))\r\n" : "HPUB $target $(length(block)) $(length(block) + length(body))\r\n"
    try
        if length(body) < 65_536
            send(connection, vcat(codeunits(command), block, body, UInt8['\r', '\n']))
        else
            send(connection, command, block, body, "\r\n")
        end
    catch error
        error isa Union{Base.IOError,ArgumentError} || rethrow()
        fail("publish_failed", "$(quoted(subject)): the connection broke while sending; the message may have arrived"; outcome = "unknown")
    end
    return
end

"One round trip: all that was sent before has been seen by the server. Tells whether the answer came in time."
function round_trip(connection::Connection, timeout::Int = 10_000)::Bool
    pong = Channel{Bool}(1)
    try
        lock(connection.write_lock) do
            lock(() -> push!(connection.pongs, pong), connection.lock)
            send(connection, "PING\r\n")
        end
    catch error
        lock(() -> filter!(each -> each !== pong, connection.pongs), connection.lock)
        error isa Union{NatsBridgeError,Base.IOError,ArgumentError} || rethrow()
        return false
    end
    take_within(pong, timeout) === true && return true
    # A socket that also brought nothing else is dead, whatever the system says.
    time() - connection.last_arrival > 5 && part(connection)
    return false
end

"Ends the socket, so that the reader makes a new one."
function part(connection::Connection)
    socket = connection.socket
    socket === nothing || close(socket)
    return
end

function ping_or_part(connection::Connection)
    isopen(connection) || return
    if lock(() -> (connection.pings_out += 1) > 2, connection.lock)
        part(connection)
    elseif round_trip(connection, 60_000)
        lock(() -> connection.pings_out = 0, connection.lock)
    end
    return
end

"""
Waits for a connection that is being made again. Throws `connection_failed`; nothing was sent.
"""
function await_connection(connection, seconds = 5)
    give_up = time() + seconds
    while !is_connected(connection)
        is_closed(connection) && fail("connection_failed", "the connection to the broker is closed"; outcome = "refused", is_retryable = false)
        time() > give_up && fail("connection_failed", "the connection to the broker was not back within $seconds s"; outcome = "refused")
        await_change(connection, give_up)
    end
end

await_change(connection, give_up) = sleep(0.05)
function await_change(connection::Connection, give_up)
    waiter = Channel{Bool}(1)
    lock(() -> push!(connection.waiting, waiter), connection.lock)
    is_connected(connection) || take_within(waiter, max(1, round(Int, 1000 * (give_up - time()))))
end

# What the server refused lately: it says so without saying which command it means.
refusal_mark(connection::Connection) = connection.error_count

"The text of a refusal of `operation` (`publish` or `subscription`) on `subject` that came after `mark`, or `nothing`."
function refusal_since(connection::Connection, mark::Int, operation::String, subject::AbstractString)
    wanted = "permissions violation for $operation to \"$(lowercase(subject))\""
    lock(connection.lock) do
        at = findlast(error -> error.first > mark && startswith(lowercase(error.second), wanted), connection.errors)
        at === nothing ? nothing : connection.errors[at].second
    end
end

subscribe_line(s::Subscription) = "SUB $(s.subject) $(isempty(s.queue) ? "" : s.queue * " ")$(s.handle)\r\n"

function raw_subscribe(connection::Connection, subject::AbstractString; queue::AbstractString = "", options = NamedTuple())
    mark = refusal_mark(connection)
    subscription = lock(connection.lock) do
        made = Subscription(connection, connection.next_sid, String(subject), String(queue), Channel{Msg}(Inf), options)
        connection.next_sid += 1
        connection.subscriptions[made.handle] = made
    end
    try
        send(connection, subscribe_line(subscription))
        round_trip(connection) || fail("connection_failed", "the server does not answer")
        refusal = refusal_since(connection, mark, "subscription", subject)
        refusal === nothing || fail("permission_denied", "$(quoted(subject)): $refusal")
    catch
        close(subscription)
        rethrow()
    end
    return subscription
end

function unsubscribe(connection::Connection, subscription::Subscription)
    lock(() -> delete!(connection.subscriptions, subscription.handle), connection.lock)
    isopen(connection) && quietly(() -> send(connection, "UNSUB $(subscription.handle)\r\n"))
    return
end

"Ends the subscription; what it still holds is given no more."
function Base.close(subscription::Subscription)
    close(subscription.messages)
    unsubscribe(subscription.connection, subscription)
end

"Sends what is pending, and closes. Subscriptions and consumptions end."
function Base.close(connection::Connection)
    was_open = isopen(connection)
    was_open && round_trip(connection, 2_000)
    lock(() -> connection.closed = true, connection.lock)
    connection.keep_alive === nothing || close(connection.keep_alive)
    close(connection.ended)
    part(connection)
    lock(() -> foreach(close, splice!(connection.waiting, eachindex(connection.waiting))), connection.lock)
    return
end

new_inbox() = "_INBOX." * bytes2hex(rand(RandomDevice(), UInt8, 11))

"One message to `subject` and the first answer, or `nothing` after `timeout` ms."
function raw_request(connection, subject, body::Vector{UInt8}; headers = Pair{String,String}[], timeout::Int = 5_000)
    inbox = raw_subscribe(connection, new_inbox())
    try
        publish(connection, subject, body; reply_to = inbox.subject, headers = headers)
        return take_within(inbox.messages, timeout)
    finally
        close(inbox)
    end
end
