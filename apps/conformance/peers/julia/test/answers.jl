function test_answers()
    hello = [("message", "Hello!", "text")]
    with_nats() do server
        connection = NATSBridge.connect(server.url)
        other = NATSBridge.connect(server.url)

        # ACK and NACK.
        listening = NATSBridge.subscribe(other, "ask")
        asked = @async NATSBridge.request(connection, "ask", hello)
        question = NATSBridge.next(listening)
        NATSBridge.ack(other, question)
        answer = fetch(asked)
        @test answer["msg_purpose"] == "ACK" && isempty(answer["payloads"]) && answer["reply_to_msg_id"] == question["msg_id"] && answer["correlation_id"] == question["correlation_id"]
        asked = @async refusal(() -> NATSBridge.request(connection, "ask", hello))
        NATSBridge.nack(other, NATSBridge.next(listening), "no\npicture"; code = "not_found")
        refused = fetch(asked)
        @test refused.code == "rejected" && refused.details[:reason] == "no\npicture" && refused.details[:nack_code] == "not_found" && !refused.is_retryable
        @test refused.details[:env]["msg_purpose"] == "NACK" && !occursin("correlation_id", sprint(show, refused))
        @test refusal(() -> NATSBridge.ack(other, answer)).code == "invalid_config"

        # Into the server itself only where that is meant.
        for subject in ("\$JS.API.STREAM.PURGE.S", "\$SYS.REQ.SERVER.PING")
            evil = Dict{String,Any}("reply_to" => subject, "msg_id" => "m", "correlation_id" => "c", "msg_purpose" => "chat")
            for answering in (() -> NATSBridge.reply(connection, evil, hello), () -> NATSBridge.ack(connection, evil), () -> NATSBridge.nack(connection, evil))
                @test refusal(answering).code == "invalid_subject"
            end
        end
        watched = NATSBridge.raw_subscribe(connection, "\$MINE.x")
        NATSBridge.reply(connection, Dict{String,Any}("reply_to" => "\$MINE.x", "msg_id" => "m", "correlation_id" => "c"), hello; allow_system_reply = true)
        @test NATSBridge.take_within(watched.messages, 20_000) !== nothing
        close(listening)

        # A service.
        lines = String[]
        running, most = Ref(0), Ref(0)
        service = NATSBridge.serve(connection, "double"; concurrency = 3, logger = line -> push!(lines, line)) do env
            value = env["payloads"][1][2]
            value == "nothing" && return nothing
            value == "fail" && error("secret\nreason")
            value == "typed" && throw(NatsBridgeError("decode_error", "bad picture"))
            value == "unsendable" && return [("result", sin, "dictionary")]
            running[] += 1
            most[] = max(most[], running[])
            sleep(0.05)
            running[] -= 1
            [("result", 2value, "dictionary")]
        end
        ask(value) = NATSBridge.request(other, "double", [("n", value, "dictionary")])
        results = asyncmap(n -> ask(n)["payloads"], 1:9)
        @test results == [[("result", 2n, "dictionary")] for n in 1:9] && most[] == 3
        @test ask("nothing")["msg_purpose"] == "ACK"
        for (value, code) in (("fail", "handler_failed"), ("typed", "decode_error"), ("unsendable", "invalid_payload"))
            refused = refusal(() -> ask(value))
            @test refused.code == "rejected" && refused.details[:nack_code] == code && refused.details[:reason] == ""
        end
        # Foreign messages end nothing, and are told.
        publish_message(other, "double", "garbage", "c")
        smartsend("double", [("n", "fail", "dictionary")]; NATS_connection = other)
        @test ask(4)["payloads"] == [("result", 8, "dictionary")]
        @test any(line -> occursin("service at double failed: secret", line), lines) && any(line -> occursin("a message was dropped", line), lines)
        NATSBridge.stop(service)
        @test !isopen(service) && refusal(() -> ask(1)).code == "no_responders"
        open_service = NATSBridge.serve(env -> error("because"), connection, "open"; expose_errors = true, logger = identity)
        @test refusal(() -> NATSBridge.request(other, "open", hello)).details[:reason] == "because"
        NATSBridge.stop(open_service)

        # Iterating passes over what cannot be read; next tells it and goes on.
        poison = []
        subscription = NATSBridge.subscribe(connection, "mixed"; on_poison = (error, msg) -> push!(poison, (error.code, String(copy(msg.payload)))))
        for body in ("garbage", nothing, "{}", nothing)
            body === nothing ? smartsend("mixed", hello; NATS_connection = other) : publish_message(other, "mixed", body, "c")
        end
        got = []
        for env in subscription
            push!(got, env["payloads"])
            length(got) == 2 && close(subscription)
        end
        @test got == [hello, hello] && poison == [("invalid_envelope", "garbage"), ("invalid_envelope", "{}")]
        subscription = NATSBridge.subscribe(connection, "mixed")
        publish_message(other, "mixed", "garbage", "c")
        smartsend("mixed", hello; NATS_connection = other)
        @test refusal(() -> NATSBridge.next(subscription)).code == "invalid_envelope" && NATSBridge.next(subscription)["payloads"] == hello

        # Without anybody to tell, a warning comes, once.
        @test_logs (:warn, r"subscription to mixed: invalid_envelope") begin
            for _ in 1:3
                publish_message(other, "mixed", "garbage", "c")
            end
            smartsend("mixed", hello; NATS_connection = other)
            @test first(iterate(subscription))["payloads"] == hello
        end
        for options in ((timeuot = 1,), (max_retires = 1,))
            @test refusal(() -> NATSBridge.subscribe(connection, "x"; options...)).code == "invalid_config"
            @test refusal(() -> NATSBridge.request(connection, "x", hello; options...)).code == "invalid_config"
            @test refusal(() -> NATSBridge.serve(identity, connection, "x"; options...)).code == "invalid_config"
        end

        # Headers of the caller.
        watched = NATSBridge.raw_subscribe(connection, "headers")
        smartsend("headers", hello; NATS_connection = other, headers = Dict("traceparent" => "00-é"))
        @test NATSBridge.take_within(watched.messages, 20_000).headers == Dict("traceparent" => "00-é")
        for bad in (Dict("Nats-Msg-Id" => "x"), Dict("a:b" => "x"), Dict("a" => "x\r\nb: c"), Dict("" => "x"), Dict("a" => 1), 5)
            @test refusal(() -> smartsend("headers", hello; NATS_connection = other, headers = bad)).code == "invalid_config"
        end
        close(connection)
        close(other)
    end
end
