# A small NATS client on sockets: publish, subscribe, headers, round trips, reconnection. No TLS, no nkeys.

struct Msg
    subject::String
    reply_to::String
    headers::Dict{String,String}
    "Status line of a message from the server itself, such as `503`; else empty."
    status::String
    payload::Vector{UInt8}
end

mutable struct Connection
    servers::Vector{String}
    socket::Union{TCPSocket,Nothing}
    info::Dict{String,Any}
    subscriptions::Dict{Int,Any}
    next_sid::Int
    pongs::Vector{Channel{Bool}}
    "Text of the last `-ERR` and how many there were."
    last_error::String
    error_count::Int
    closed::Bool
    write_lock::ReentrantLock
end

mutable struct Subscription
    connection::Connection
    sid::Int
    subject::String
    queue::String
    messages::Channel{Msg}
    "Options of `smartreceive` for `next`."
    options::Any
end

const RECONNECT_SECONDS = 60

"""
    NATSBridge.connect(broker_url) -> Connection

Close it with `close`. It reconnects by itself for a minute when the server goes away. Throws `connection_failed`, `invalid_config`, `unsupported` (TLS).
"""
function connect(url = nothing)::Connection
    connection = Connection(broker_servers(broker_url(url)), nothing, Dict{String,Any}(), Dict{Int,Any}(), 1, Channel{Bool}[], "", 0, false, ReentrantLock())
    open_socket!(connection)
    @async read_loop(connection)
    return connection
end

Base.isopen(connection::Connection) = !connection.closed && connection.socket !== nothing

function open_socket!(connection::Connection)
    fault = nothing
    for server in connection.servers
        url = parse_url(server, "broker_url")
        url.scheme == "tls" && fail("unsupported", "TLS to NATS needs NATS.jl: install it, say `using NATS` and pass its connection as NATS_connection")
        socket = nothing
        try
            socket = connect_socket(url.host, url.port, 5_000)
            greet!(connection, socket, url)
            connection.socket = socket
            return
        catch error
            error isa Union{HttpFault,NatsBridgeError,Base.IOError,EOFError} || rethrow()
            socket === nothing || close(socket)
            error isa NatsBridgeError && error.code == "unsupported" && rethrow()
            fault = error isa HttpFault ? error.message : reason_of(error)
        end
    end
    fail("connection_failed", "$(strip_credentials(join(connection.servers, ','))): $fault")
end

function greet!(connection::Connection, socket, url::Url)
    watch = Watch(socket)
    expect_within(watch, 5_000)
    try
        line = readline(socket)
        startswith(line, "INFO ") || fail("connection_failed", "no NATS server: it says $(repr(first(line, 60)))")
        info = load_json(line[6:end]; code = "connection_failed")
        get(info, "tls_required", false) === true && fail("unsupported", "this server wants TLS, which needs NATS.jl")
        hello = Dict{String,Any}("verbose" => false, "pedantic" => false, "headers" => true, "no_responders" => true, "lang" => "julia", "version" => "0.1.0", "name" => "natsbridge", "protocol" => 1)
        if !isempty(url.password)
            hello["user"], hello["pass"] = url.user, url.password
        elseif !isempty(url.user)
            hello["auth_token"] = url.user
        end
        write(socket, "CONNECT " * String(dump_json(hello)) * "\r\nPING\r\n")
        answer = readline(socket)
        while startswith(answer, "INFO ") || startswith(answer, "+OK")
            answer = readline(socket)
        end
        answer == "PONG" || fail("connection_failed", isempty(answer) ? "the server closed the connection" : strip(answer[5:end], [' ', '\'']))
        connection.info = info
    catch error
        error isa Union{Base.IOError,EOFError} && watch.expired && fail("connection_failed", "the server does not answer")
        rethrow()
    finally
        expect_within(watch, 0)
    end
end

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
        fail("publish_failed", "$subject: the connection broke while sending; the message may have arrived"; outcome = "unknown")
    end
end

"One round trip: all that was sent before has been seen by the server. Tells whether the answer came in time."
function round_trip(connection::Connection, timeout::Int = 10_000)::Bool
    pong = Channel{Bool}(1)
    try
        lock(connection.write_lock) do
            push!(connection.pongs, pong)
            send(connection, "PING\r\n")
        end
    catch error
        error isa Union{NatsBridgeError,Base.IOError,ArgumentError} || rethrow()
        return false
    end
    return take_within(pong, timeout) === true
end

"Waits for a connection that is being made again. Throws `connection_failed`; nothing was sent."
function await_connection(connection::Connection, seconds = 5)
    give_up = time() + seconds
    while !isopen(connection)
        state = connection.closed ? "is closed" : "was not back within $seconds s"
        connection.closed || time() > give_up || (sleep(0.02); continue)
        fail("connection_failed", "the connection to the broker $state"; outcome = "refused")
    end
end

subscribe_line(s::Subscription) = "SUB $(s.subject) $(isempty(s.queue) ? "" : s.queue * " ")$(s.sid)\r\n"

function raw_subscribe(connection::Connection, subject::AbstractString; queue::AbstractString = "", options = NamedTuple())::Subscription
    subscription = Subscription(connection, connection.next_sid, subject, queue, Channel{Msg}(Inf), options)
    connection.next_sid += 1
    connection.subscriptions[subscription.sid] = subscription
    errors_before = connection.error_count
    try
        send(connection, subscribe_line(subscription))
        round_trip(connection) || fail("connection_failed", "the server does not answer")
        if connection.error_count > errors_before && occursin("permissions violation for subscription", lowercase(connection.last_error))
            fail("permission_denied", "$subject: $(connection.last_error)")
        end
    catch
        delete!(connection.subscriptions, subscription.sid)
        rethrow()
    end
    return subscription
end

function Base.close(subscription::Subscription)
    connection = subscription.connection
    delete!(connection.subscriptions, subscription.sid)
    close(subscription.messages)
    isopen(connection) && send(connection, "UNSUB $(subscription.sid)\r\n")
    return
end

"Sends what is pending and closes."
function Base.close(connection::Connection)
    if isopen(connection)
        round_trip(connection, 2_000)
        connection.closed = true
        close(connection.socket)
    end
    connection.closed = true
    return
end

new_inbox() = "_INBOX." * bytes2hex(rand(RandomDevice(), UInt8, 11))

"One message to `subject` and the first answer, or `nothing` after `timeout` ms."
function raw_request(connection::Connection, subject, body::Vector{UInt8}; headers = Pair{String,String}[], timeout::Int = 5_000)
    inbox = raw_subscribe(connection, new_inbox())
    try
        publish(connection, subject, body; reply_to = inbox.subject, headers = headers)
        return take_within(inbox.messages, timeout)
    finally
        close(inbox)
    end
end
