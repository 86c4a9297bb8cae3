function test_jetstream()
    hello = [("message", "Hello!", "text")]

    with_nats() do server
        with_plik() do plik
            connection = NATSBridge.connect(server.url)
            @test refusal(() -> NATSBridge.consume((env, delivery) -> nothing, connection; stream = "S", consumer = "c")).code == "invalid_config"
            add_stream(connection)

            # A message is stored once, and a useless second upload goes.
            big = [("big", zeros(UInt8, 2_000_000), "binary")]
            _, _, first_receipt = smartsend("s.a", big; NATS_connection = connection, jetstream = true, msg_id = "once")
            @test (first_receipt.pub_ack.stream, first_receipt.pub_ack.seq, first_receipt.pub_ack.duplicate) == ("S", 1, false)
            kept = collect(keys(plik.files))
            _, _, second_receipt = smartsend("s.a", big; NATS_connection = connection, jetstream = true, msg_id = "once")
            @test second_receipt.pub_ack.duplicate && collect(keys(plik.files)) == kept

            # Refusals undo uploads, lost acks do not.
            for (subject, jetstream, code) in (("elsewhere", true, "no_responders"), ("s.a", (expected_last_seq = 7,), "publish_failed"), ("s.a", (expected_stream = "T",), "publish_failed"))
                refused = refusal(() -> smartsend(subject, big; NATS_connection = connection, jetstream = jetstream))
                @test refused.code == code && refused.details[:outcome] == "refused" && collect(keys(plik.files)) == kept
            end
            silent = NATSBridge.subscribe(connection, "silent")
            refused = refusal(() -> smartsend("silent", big; NATS_connection = connection, jetstream = (timeout = 50,)))
            @test refused.code == "timeout" && refused.details[:outcome] == "unknown" && length(plik.files) == 2
            close(silent)

            # Acked after the handler, given back after its failure.
            attempts, done = Ref(0), Channel{Any}(1)
            consumption = NATSBridge.consume(connection; stream = "S", consumer = "worker", nak_delay = 10) do env, delivery
                attempts[] += 1
                attempts[] == 1 && error("not yet")
                put!(done, env)
            end
            @test length(NATSBridge.take_within(done, 10_000)["payloads"][1][2]) == 2_000_000
            NATSBridge.stop(consumption)
            info = consumer_info(connection, "worker")
            @test attempts[] == 2 && info["num_ack_pending"] == 0 && info["ack_floor"]["stream_seq"] == 1

            # Poison is buried.
            letters = NATSBridge.raw_subscribe(connection, "dead")
            poison = String[]
            smartsend("s.b", [("gone", "x"^10, "text")]; NATS_connection = connection, jetstream = true, size_threshold = 5)
            empty!(plik.files)
            publish_message(connection, "s.b", "garbage", "c")
            consumption = NATSBridge.consume((env, delivery) -> nothing, connection; stream = "S", consumer = "undertaker", filter_subject = "s.b", dead_letter_subject = "dead", on_poison = (refused, msg) -> push!(poison, refused.code))
            letters_read = [NATSBridge.take_within(letters.messages, 10_000) for _ in 1:2]
            NATSBridge.stop(consumption)
            @test [letter.headers["NATSBridge-Code"] for letter in letters_read] == poison == ["link_gone", "invalid_envelope"]
            @test String(copy(letters_read[2].payload)) == "garbage"

            # Long work is not delivered twice.
            NATSBridge.js_api(connection, (api = "\$JS.API",), "CONSUMER.DURABLE.CREATE.S.slow", dump_json(Dict("stream_name" => "S", "config" => Dict("durable_name" => "slow", "ack_policy" => "explicit", "ack_wait" => 300_000_000, "filter_subject" => "s.c"))))
            smartsend("s.c", hello; NATS_connection = connection, jetstream = true)
            calls, done = Ref(0), Channel{Any}(1)
            # The second would get what the server takes for forgotten.
            consumptions = map(1:2) do _
                NATSBridge.consume(connection; stream = "S", consumer = "slow") do env, delivery
                    calls[] += 1
                    sleep(1)
                    put!(done, env)
                end
            end
            NATSBridge.take_within(done, 10_000)
            foreach(NATSBridge.stop, consumptions)
            @test calls[] == 1 && consumer_info(connection, "slow")["num_redelivered"] == 0
            close(connection)
        end
    end
end
