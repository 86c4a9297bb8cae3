# What the server sends: messages, pings, errors; and coming back after a broken connection.

function read_loop(connection::Connection)
    while !connection.closed
        try
            read_messages(connection, connection.socket)
        catch error
            error isa Union{Base.IOError,EOFError,ArgumentError,NatsBridgeError} || @error "natsbridge: the reader failed" exception = error
        end
        connection.socket === nothing || close(connection.socket)
        connection.socket = nothing
        foreach(close, splice!(connection.pongs, eachindex(connection.pongs)))
        connection.closed || reconnect!(connection)
    end
    foreach(subscription -> close(subscription.messages), values(connection.subscriptions))
end

function reconnect!(connection::Connection)
    give_up = time() + RECONNECT_SECONDS
    while !connection.closed
        try
            open_socket!(connection)
            for subscription in values(connection.subscriptions)
                send(connection, subscribe_line(subscription))
            end
            return
        catch error
            error isa NatsBridgeError || rethrow()
            time() > give_up ? (connection.closed = true) : sleep(0.25)
        end
    end
end

function read_messages(connection::Connection, socket)
    while true
        line = readline(socket; keep = true)
        endswith(line, "\r\n") || return
        words = split(chop(line; tail = 2))
        isempty(words) && continue
        verb = uppercase(words[1])
        if verb == "MSG" || verb == "HMSG"
            take_message(connection, socket, words, verb == "HMSG")
        elseif verb == "PING"
            # Not here: a write that waits for the server must not keep us from reading what the server waits to write.
            @async quietly(() -> send(connection, "PONG\r\n"))
        elseif verb == "PONG"
            isempty(connection.pongs) || put!(popfirst!(connection.pongs), true)
        elseif verb == "INFO"
            merge!(connection.info, load_json(line[6:end]; code = "connection_failed"))
        elseif verb == "-ERR"
            connection.last_error = strip(line[5:end], [' ', '\'', '\r', '\n'])
            connection.error_count += 1
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
    subscription = get(connection.subscriptions, parse(Int, words[3]), nothing)
    (subscription === nothing || !isopen(subscription.messages)) && return
    put!(subscription.messages, Msg(String(words[2]), reply_to, headers, status, content[head_length+1:total]))
end

function read_headers(text::String)
    lines = split(text, "\r\n"; keepempty = false)
    headers = Dict{String,String}()
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
