# One life: whatever ends the socket, the connection comes back until it is closed.

function test_life()
    hello = [("message", "Hello!", "text")]
    folder = mktempdir()
    config(password) = write("$folder/life.conf", "host: 127.0.0.1\nport: $PORT_OF_LIFE\nauthorization { user: u, password: \"$password\" }\n")
    start() = run(pipeline(`$(ENV["NATS_SERVER"]) -c $folder/life.conf`; stdout = devnull, stderr = devnull); wait = false)
    up(url) = (for _ in 1:600
        try
            return NATSBridge.connect(url)
        catch error
            error isa NatsBridgeError || rethrow()
            sleep(0.02)
        end
    end; error("the server did not start"))

    url = "nats://u:right@127.0.0.1:$PORT_OF_LIFE"
    config("right")
    server = start()
    close(up(url))
    kinds = Channel{Symbol}(1_000)
    connection = NATSBridge.connect(url; on_status = (kind, text) -> (put!(kinds, kind); error("a callback that throws")))
    subscription = NATSBridge.subscribe(connection, "chat")
    until(kind) = while NATSBridge.take_within(kinds, 30_000) !== kind end

    # A login that is refused for a while is no end.
    kill(server)
    wait(server)
    config("changed")
    server = start()
    until(:login_refused)
    until(:login_refused)
    kill(server)
    wait(server)
    config("right")
    server = start()
    until(:connected)
    smartsend("chat", hello; NATS_connection = connection)
    @test NATSBridge.next(subscription)["payloads"] == hello

    # A server that is silent: two pings, and a new connection.
    quick = NATSBridge.connect(url; ping_interval = 100, on_status = (kind, text) -> put!(kinds, kind))
    kill(server, 19) # SIGSTOP
    until(:disconnected)
    kill(server, 18) # SIGCONT
    until(:connected)
    smartsend("chat", hello; NATS_connection = quick)
    @test NATSBridge.next(subscription; timeout = 60_000)["payloads"] == hello
    close(quick)
    until(:closed)

    # Closing ends the waits at once.
    kill(server)
    wait(server)
    while isopen(connection)
        NATSBridge.take_within(kinds, 100)
    end
    started = time()
    waiting = @async refusal(() -> smartsend("chat", hello; NATS_connection = connection))
    yield()
    close(connection)
    @test fetch(waiting).code == "connection_failed" && time() - started < 2
    @test refusal(() -> NATSBridge.next(subscription)).code == "connection_failed"
end

const PORT_OF_LIFE = let (port, listener) = Sockets.listenany(ip"127.0.0.1", 41_000 + rand(0:10_000))
    close(listener)
    Int(port)
end
