function test_exchange()
    hello = [("message", "Hello!", "text")]

    with_nats() do server
        connection = NATSBridge.connect(server.url)
        other = NATSBridge.connect(server.url)

        questions = []
        answering = NATSBridge.subscribe(other, "ask") do env
            push!(questions, env)
            NATSBridge.reply(other, env, [("answer", env["payloads"][1][2] * "!", "text")])
        end
        reply = NATSBridge.request(connection, "ask", hello)
        @test reply["payloads"] == [("answer", "Hello!!", "text")]
        @test reply["reply_to_msg_id"] == questions[1]["msg_id"] && reply["correlation_id"] == questions[1]["correlation_id"] && reply["send_to"] == questions[1]["reply_to"]
        close(answering)

        with_plik() do plik
            refused = refusal(() -> NATSBridge.request(connection, "nobody", [("big", zeros(UInt8, 2_000_000), "binary")]))
            @test refused.code == "no_responders" && isempty(plik.files)
        end
        silent = NATSBridge.subscribe(connection, "silent")
        @test refusal(() -> NATSBridge.request(connection, "silent", hello; timeout = 50)).code == "timeout"
        NATSBridge.next(silent)
        @test refusal(() -> NATSBridge.next(silent; timeout = 50)).code == "timeout"
        close(silent)
        @test refusal(() -> NATSBridge.next(silent)).code == "connection_failed"
        @test refusal(() -> NATSBridge.reply(connection, Dict("reply_to" => "", "msg_id" => "m", "correlation_id" => "c"), hello)).code == "invalid_subject"

        # A bad message does not end a subscription.
        errors, envs = String[], Channel{Any}(10)
        loose = NATSBridge.subscribe(env -> put!(envs, env), connection, "mixed.*"; on_poison = (refused, msg) -> push!(errors, refused.code))
        publish_message(other, "mixed.x", "garbage", "c")
        smartsend("mixed.x", hello; NATS_connection = other)
        @test NATSBridge.take_within(envs, 20_000)["payloads"] == hello && errors == ["invalid_envelope"]

        # A queue shares the work.
        shared = [NATSBridge.subscribe(connection, "work"; queue = "q") for _ in 1:2]
        foreach(_ -> smartsend("work", hello; NATS_connection = other), 1:20)
        NATSBridge.round_trip(connection)
        @test sum(length(subscription.messages.data) for subscription in shared) == 20

        # Many tasks may write at once.
        busy = NATSBridge.subscribe(connection, "busy")
        @sync for number in 1:20
            @async smartsend("busy", [("n", rand(UInt8, 50_000), "binary"), ("i", number, "dictionary")]; NATS_connection = other)
        end
        @test sort([NATSBridge.next(busy)["payloads"][2][2] for _ in 1:20]) == 1:20
        close(connection)
        close(other)
    end

    # After the server came back the subscription goes on; while it is away nothing is said to be sent.
    with_nats() do first_server
        port = match(r":(\d+)$", first_server.url)[1]
        connection = NATSBridge.connect(first_server.url)
        subscription = NATSBridge.subscribe(connection, "chat")
        stop(first_server)
        while isopen(connection)
            sleep(0.01)
        end
        refused = refusal(() -> smartsend("chat", hello; NATS_connection = connection))
        @test refused.code == "connection_failed" && refused.details[:outcome] == "refused"
        second_server = run(`$(ENV["NATS_SERVER"]) -a 127.0.0.1 -p $port -l $(first_server.folder)/second.log`; wait = false)
        smartsend("chat", hello; NATS_connection = connection)
        @test NATSBridge.next(subscription)["payloads"] == hello
        close(connection)
        kill(second_server)
        wait(second_server)
    end
end
