# The scenarios of the documentation, as it shows them.

function connected()
    # #region connect
    connection = NATSBridge.connect()   # ENV["NATS_URL"], or nats://localhost:4222
    # #endregion connect
    return connection
end

function send_settings(connection)
    # #region settings-send
    smartsend("control", [("config", Dict("step_size" => 0.01), "dictionary")]; NATS_connection = connection)
    # #endregion settings-send
end

function receive_settings(connection)
    # #region settings-receive
    for env in NATSBridge.subscribe(connection, "control")
        for (dataname, data, type) in env["payloads"]
            println(dataname, " ", data)
        end
    end
    # #endregion settings-receive
end

function send_chat(connection, photo)
    # #region chat-send
    smartsend("chat", [("message", "Look at this!", "text"), ("photo", read(photo), "image")]; NATS_connection = connection)
    # #endregion chat-send
end

function receive_chat(connection)
    # #region chat-receive
    for env in NATSBridge.subscribe(connection, "chat")
        for (dataname, data, type) in env["payloads"]
            type == "text" && println(dataname, " ", data)
            type == "image" && println(dataname, " ", length(data), " bytes")
        end
    end
    # #endregion chat-receive
end

function send_table(connection)
    # #region table-send
    rows = [Dict("id" => 1, "value" => 0.5), Dict("id" => 2, "value" => nothing)]
    smartsend("readings", [("readings", rows, "jsontable")]; NATS_connection = connection)
    # #endregion table-send
end

function receive_table(connection)
    # #region table-receive
    for env in NATSBridge.subscribe(connection, "readings")
        for (dataname, rows, type) in env["payloads"], row in rows
            println(dataname, " ", row["id"], " ", row["value"])
        end
    end
    # #endregion table-receive
end

function send_file(connection, path)
    # #region file-send
    smartsend("films", [("film", read(path), "video")]; NATS_connection = connection)
    # #endregion file-send
end

function receive_file(connection, path)
    # #region file-receive
    for env in NATSBridge.subscribe(connection, "films")
        for (dataname, film, type) in env["payloads"]
            write(path, film)
            println(dataname, " ", length(film), " bytes")
        end
    end
    # #endregion file-receive
end

function serve_squares(connection)
    # #region service-serve
    service = NATSBridge.serve(connection, "square") do env
        [("result", env["payloads"][1][2]^2, "dictionary")]
    end
    # #endregion service-serve
    return service
end

function ask_square(connection)
    # #region service-ask
    answer = NATSBridge.request(connection, "square", [("n", 12, "dictionary")]; timeout = 2_000)
    println(answer["payloads"][1][2])
    # #endregion service-ask
end

function send_order(connection)
    # #region stream-send
    smartsend("orders.new", [("order", Dict("id" => 1), "dictionary")]; NATS_connection = connection, jetstream = true)
    # #endregion stream-send
end

function consume_orders(connection)
    # #region stream-consume
    consumption = NATSBridge.consume(connection; stream = "ORDERS", consumer = "billing",
        max_deliver = 5, dead_letter_subject = "dead.orders") do env, delivery
        println(env["payloads"][1][2])          # an error here brings the message back later
    end
    # #endregion stream-consume
    return consumption
end

"Runs `work` and gives the first `count` lines that were printed meanwhile."
function printed(work, count)
    standard = stdout
    reader, writer = redirect_stdout()
    try
        work()
        return [readline(reader) for _ in 1:count]
    finally
        redirect_stdout(standard)
        close(writer)
    end
end

# What is subscribed and sent over one connection reaches the server in this order.
function exchanged(receive, send, count)
    work() = (@async(receive()); yield(); send())
    return printed(work, count)
end

function test_documented()
    with_nats() do server
        with_plik() do plik
            folder = mktempdir()
            sent, received = joinpath(folder, "film.mp4"), joinpath(folder, "received.mp4")
            film = rand(UInt8, 1_500_000)
            write(sent, film)
            connection = withenv(connected, "NATS_URL" => server.url)
            @test exchanged(() -> receive_settings(connection), () -> send_settings(connection), 1) == ["config Dict{String,Any}(\"step_size\" => 0.01)"]
            write(joinpath(folder, "photo.png"), zeros(UInt8, 1_000))
            @test exchanged(() -> receive_chat(connection), () -> send_chat(connection, joinpath(folder, "photo.png")), 2) == ["message Look at this!", "photo 1000 bytes"]
            @test exchanged(() -> receive_table(connection), () -> send_table(connection), 2) == ["readings 1 0.5", "readings 2 nothing"]
            @test exchanged(() -> receive_file(connection, received), () -> send_file(connection, sent), 1) == ["film 1500000 bytes"]
            @test read(received) == film
            service = serve_squares(connection)
            @test printed(() -> ask_square(connection), 1) == ["144"]
            NATSBridge.stop(service)
            NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.CREATE.ORDERS", dump_json(Dict("name" => "ORDERS", "subjects" => ["orders.>"], "storage" => "memory")))
            send_order(connection)
            consumption = nothing
            @test printed(() -> (consumption = consume_orders(connection)), 1) == ["Dict{String,Any}(\"id\" => 1)"]
            NATSBridge.stop(consumption)
            close(connection)
        end
    end
end
