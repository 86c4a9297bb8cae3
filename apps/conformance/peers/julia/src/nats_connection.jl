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
`on_status(kind, text)` is told of `:connected`, `:disconnected`, `:login_refused`, `:reconnecting`, `:closed`, and `:refused` (a missing permission).

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
