# A small NATS client on sockets: publish, subscribe, headers, round trips, reconnection. No TLS, no nkeys: NATS.jl has them.

"""
A received message: `subject`, `reply_to`, `headers` (a `Dict`; of a name twice the last counts), `payload` (bytes), and `status`, the
number in the status line of a message from the server itself, such as `"503"`, else empty.
"""
struct Msg
    subject::String
    reply_to::String
    headers::Dict{String,String}
    status::String
    payload::Vector{UInt8}
end

"""
A connection of [`NATSBridge.connect`](@ref). It lives until `close`: whatever ends its socket, it connects again, and its
subscriptions go on. `isopen` tells whether it is connected now. Safe to use from several tasks.
"""
mutable struct Connection
    servers::Vector{String}
    socket::Union{TCPSocket,Nothing}
    info::Dict{String,Any}
    "By sid."
    subscriptions::Dict{Int,Any}
    next_sid::Int
    "Round trips that wait, in the order of their pings."
    pongs::Vector{Channel{Bool}}
    "Those who wait for the next connection."
    waiting::Vector{Channel{Bool}}
    "The last refusals of the server, each with its number."
    errors::Vector{Pair{Int,String}}
    error_count::Int
    pings_out::Int
    last_arrival::Float64
    closed::Bool
    "Closed when the connection is."
    ended::Channel{Nothing}
    "Guards what is above."
    lock::ReentrantLock
    write_lock::ReentrantLock
    on_status::Function
    connect_timeout::Int
    keep_alive::Union{Timer,Nothing}
    silence::Silence
end

"A subscription of [`NATSBridge.subscribe`](@ref): take messages with [`NATSBridge.next`](@ref), end it with `close`."
mutable struct Subscription{C,H}
    connection::C
    handle::H
    subject::String
    queue::String
    messages::Channel{Msg}
    "Options of `smartreceive` for `next`."
    options::NamedTuple
end

Base.isopen(subscription::Subscription) = isopen(subscription.messages)

"""
    connection = NATSBridge.connect(broker_url = ENV["NATS_URL"] or "nats://localhost:4222"; on_status, connect_timeout = 5000, ping_interval = 15_000)

Connects to one of the servers of a comma-separated list (user, password or token percent-encoded: `nats://me:p%2Fw@host`). Close it with
`close`. Whatever ends the socket, a refused login too, it connects again with growing waits (0.25 to 5 s) until then; the first
connection is tried once. It pings every `ping_interval` ms; two pings without an answer make a new connection.
`on_status(kind, text)` is told of `:connected`, `:disconnected`, `:login_refused`, `:reconnecting` and `:closed`.

Throws `connection_failed`, `permission_denied` (login refused), `invalid_config`, `unsupported` (TLS: use NATS.jl).

    connection = NATSBridge.connect("nats://localhost:4222"; on_status = (kind, text) -> @info("nats: \$kind \$text"))
"""
function connect(url = nothing; on_status::Function = (kind, text) -> nothing, connect_timeout::Integer = 5_000, ping_interval::Integer = 15_000)::Connection
    whole_number("connect_timeout", connect_timeout, 1)
    whole_number("ping_interval", ping_interval, 1)
    servers = broker_servers(broker_url(url), "broker_url")
    connection = Connection(servers, nothing, Dict{String,Any}(), Dict{Int,Any}(), 1, Channel{Bool}[], Channel{Bool}[], Pair{Int,String}[], 0, 0, time(), false,
        Channel{Nothing}(1), ReentrantLock(), ReentrantLock(), on_status, Int(connect_timeout), nothing, Silence())
    open_socket!(connection)
    @async read_loop(connection)
    connection.keep_alive = Timer(_ -> @async(ping_or_part(connection)), ping_interval / 1000; interval = ping_interval / 1000)
    return connection
end

Base.isopen(connection::Connection) = !connection.closed && connection.socket !== nothing
Base.show(io::IO, connection::Connection) = print(io, "NATSBridge.Connection(", strip_credentials(join(connection.servers, ',')), isopen(connection) ? ")" : ", not connected)")

is_closed(connection::Connection) = connection.closed
is_connected(connection::Connection) = isopen(connection)
is_connected(connection) = no_connection(connection)

"Messages of other packages as ours; they add a method."
message_of(msg::Msg) = msg

tell_status(connection::Connection, kind::Symbol, text = "") = guarded(() -> connection.on_status(kind, cut(escape_controls(text), MOST_MESSAGE)), "on_status")

function open_socket!(connection::Connection)
    fault = nothing
    for server in connection.servers
        url = parse_url(server, "broker_url")
        url.scheme == "tls" && fail("unsupported", "TLS to NATS needs NATS.jl: install it, say `using NATS` and pass its connection as NATS_connection")
        socket = nothing
        try
            socket = connect_socket(url.host, url.port, connection.connect_timeout)
            info = greet!(socket, url, connection.connect_timeout)
            lock(connection.lock) do
                connection.closed && fail("connection_failed", "the connection was closed")
                connection.socket, connection.info = socket, info
                connection.pings_out, connection.last_arrival = 0, time()
            end
            return
        catch error
            socket === nothing || close(socket)
            error isa Union{HttpFault,NatsBridgeError,Base.IOError,EOFError,ArgumentError} || rethrow()
            fault = error isa NatsBridgeError ? error : NatsBridgeError("connection_failed", error isa HttpFault ? error.message : reason_of(error))
            fault.code == "unsupported" && rethrow()
        end
    end
    throw(NatsBridgeError(fault.code, "$(strip_credentials(join(connection.servers, ','))): $(fault.message)"))
end

function greet!(socket, url::Url, timeout::Int)
    watch = Watch(socket)
    expect_within(watch, timeout)
    try
        line = readline(socket)
        startswith(line, "INFO ") || fail("connection_failed", "no NATS server: it says $(quoted(first(line, 60)))")
        info = load_json(line[6:end]; code = "connection_failed")
        info isa AbstractDict || fail("connection_failed", "no NATS server: its INFO is no object")
        get(info, "tls_required", false) === true && fail("unsupported", "this server wants TLS, which needs NATS.jl")
        hello = Dict{String,Any}("verbose" => false, "pedantic" => false, "headers" => true, "no_responders" => true, "lang" => "julia", "version" => string(VERSION_OF_PACKAGE), "name" => "natsbridge", "protocol" => 1)
        if !isempty(url.password)
            hello["user"], hello["pass"] = url.user, url.password
        elseif !isempty(url.user)
            hello["auth_token"] = url.user
        end
        write(socket, "CONNECT " * String(dump_json(hello)) * "\r\nPING\r\n")
        answer = readline(socket)
        while startswith(answer, "INFO ") || startswith(answer, "+OK") || startswith(answer, "PING")
            answer = readline(socket)
        end
        answer == "PONG" && return info
        text = startswith(answer, "-ERR") ? strip(answer[5:end], [' ', '\'']) : ""
        occursin("authorization", lowercase(text)) && fail("permission_denied", "the server refused the login: $text")
        fail("connection_failed", isempty(answer) ? "the server closed the connection" : isempty(text) ? quoted(answer) : text)
    catch error
        error isa Union{Base.IOError,EOFError,ArgumentError} && watch.expired && fail("connection_failed", "the server does not answer")
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
