# What the server sends: messages, pings, errors; and coming back after a broken connection.

function read_loop(connection::Connection)
    while !connection.closed
        try
            read_messages(connection, connection.socket)
        catch error
            error isa Union{Base.IOError,EOFError,ArgumentError,NatsBridgeError} || @error "natsbridge: the reader failed" exception = error
        end
        part(connection)
        lock(connection.lock) do
            connection.socket = nothing
            foreach(close, splice!(connection.pongs, eachindex(connection.pongs)))
        end
        connection.closed && break
        tell_status(connection, :disconnected)
        reconnect!(connection)
    end
    foreach(subscription -> close(subscription.messages), lock(() -> collect(values(connection.subscriptions)), connection.lock))
    tell_status(connection, :closed)
end

"Tries until it has a connection or was closed; waits 0.25 s, doubling up to 5, each shortened by up to half at random."
function reconnect!(connection::Connection)
    delay = 0.25
    while !connection.closed
        try
            open_socket!(connection)
            for subscription in lock(() -> collect(values(connection.subscriptions)), connection.lock)
                send(connection, subscribe_line(subscription))
            end
            lock(() -> foreach(waiter -> put!(waiter, true), splice!(connection.waiting, eachindex(connection.waiting))), connection.lock)
            tell_status(connection, :connected)
            return
        catch error
            error isa Union{NatsBridgeError,Base.IOError,ArgumentError} || rethrow()
            part(connection)
            tell_status(connection, error isa NatsBridgeError && error.code == "permission_denied" ? :login_refused : :reconnecting, reason_of(error))
            take_within(connection.ended, round(Int, 1000 * delay * (0.5 + rand() / 2)))
            delay = min(2delay, 5)
        end
    end
end

function read_messages(connection::Connection, socket)
    while true
        line = readline(socket; keep = true)
        endswith(line, "\r\n") || return
        connection.last_arrival = time()
        words = split(chop(line; tail = 2))
        isempty(words) && continue
        verb = uppercase(words[1])
        if verb == "MSG" || verb == "HMSG"
            take_message(connection, socket, words, verb == "HMSG")
        elseif verb == "PING"
            # Not here: a write that waits for the server must not keep us from reading what the server waits to write.
            @async quietly(() -> send(connection, "PONG\r\n"))
        elseif verb == "PONG"
            waiting = lock(() -> isempty(connection.pongs) ? nothing : popfirst!(connection.pongs), connection.lock)
            waiting === nothing || put!(waiting, true)
        elseif verb == "INFO"
            news = load_json(line[6:end]; code = "connection_failed")
            news isa AbstractDict && lock(() -> merge!(connection.info, news), connection.lock)
        elseif verb == "-ERR"
            text = String(strip(line[5:end], [' ', '\'', '\r', '\n']))
            lock(connection.lock) do
                push!(connection.errors, (connection.error_count += 1) => text)
                length(connection.errors) > 100 && popfirst!(connection.errors)
            end
            startswith(lowercase(text), "permissions violation") && @async tell_status(connection, :refused, text)
        end
    end
end

function take_message(connection::Connection, socket, words, has_headers::Bool)
    numbers = has_headers ? 2 : 1
    total = parse(Int, words[end])
    head_length = has_headers ? parse(Int, words[end-1]) : 0
    reply_to = length(words) == 4 + numbers ? String(words[4]) : ""
    content = read(socket, total + 2)
    length(content) == total + 2 || throw(EOFError())
    headers, status = has_headers ? read_headers(String(content[1:head_length])) : (Dict{String,String}(), "")
    sid = parse(Int, words[3])
    subscription = lock(() -> get(connection.subscriptions, sid, nothing), connection.lock)
    (subscription === nothing || !isopen(subscription.messages)) && return
    put!(subscription.messages, Msg(String(words[2]), reply_to, headers, status, content[head_length+1:total]))
end

function read_headers(text::String)
    lines = split(text, "\r\n"; keepempty = false)
    headers = Dict{String,String}()
    isempty(lines) && return headers, ""
    for line in lines[2:end]
        parts = split(line, ':'; limit = 2)
        length(parts) == 2 && (headers[parts[1]] = strip(parts[2]))
    end
    found = match(r"^NATS/1\.0 (\d{3})", lines[1])
    return headers, found === nothing ? "" : String(found[1])
end

"For what may fail because the connection just broke, and is then of no use anyway."
function quietly(work::Function)
    try
        work()
    catch error
        error isa Union{NatsBridgeError,Base.IOError,ArgumentError} || rethrow()
    end
end
