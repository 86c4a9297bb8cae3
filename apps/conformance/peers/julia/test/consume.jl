create_consumer(connection, name; config...) = NATSBridge.js_api(connection, (api = "\$JS.API",), "CONSUMER.DURABLE.CREATE.S.$name",
    dump_json(Dict("stream_name" => "S", "config" => merge(Dict{String,Any}("durable_name" => name, "ack_policy" => "explicit"), Dict{String,Any}(String(k) => v for (k, v) in config)))))
stream_count(connection, name) = NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.INFO.$name", UInt8[])["state"]["messages"]

function test_consume()
    hello = [("message", "Hello!", "text")]
    with_nats() do server
        connection = NATSBridge.connect(server.url)
        add_stream(connection)
        send(subject; options...) = smartsend(subject, hello; NATS_connection = connection, jetstream = true, options...)
        consume(handler, consumer; options...) = NATSBridge.consume(handler, connection; stream = "S", consumer = consumer, nak_delay = 1, max_nak_delay = 20, options...)
        idle(env, delivery) = nothing

        # A dead letter that would come back for ever.
        for (dead, filters) in (("s.dead", String[]), ("s.dead", ["s.>"]), ("s.a", ["s.a", "s.b"]))
            refused = refusal(() -> consume(idle, "circle"; dead_letter_subject = dead, filter_subjects = filters))
            @test refused.code == "invalid_config" && occursin("come back", refused.message)
        end
        @test refusal(() -> consume(idle, "circle"; dead_letter_subject = "a b")).code == "invalid_subject"
        NATSBridge.stop(consume(idle, "straight"; dead_letter_subject = "s.dead", filter_subjects = ["s.a", "s.b"]))

        # Durables that are something else.
        create_consumer(connection, "filtered"; filter_subject = "s.x")
        refused = refusal(() -> consume(idle, "filtered"; filter_subjects = ["s.y"]))
        @test refused.code == "invalid_config" && occursin("s.x", refused.message) && occursin("s.y", refused.message)
        NATSBridge.stop(consume(idle, "filtered"))
        create_consumer(connection, "headers"; headers_only = true)
        @test occursin("headers_only", refusal(() -> consume(idle, "headers")).message)
        create_consumer(connection, "pushing"; deliver_subject = "push.it")
        @test occursin("pushes", refusal(() -> consume(idle, "pushing")).message)
        create_consumer(connection, "unacked"; ack_policy = "none")
        @test occursin("ack_policy", refusal(() -> consume(idle, "unacked")).message)
        lines = String[]
        create_consumer(connection, "slow"; ack_wait = 7_000_000_000)
        NATSBridge.stop(consume(idle, "slow"; ack_wait = 5_000, logger = line -> push!(lines, line)))
        @test length(lines) == 1 && occursin("keeps its ack_wait", lines[1])
        for options in ((concurrency = 0,), (max_deliver = 0,), (deliver_policy = "best",), (nak_dleay = 1,), (domain = "a", api_prefix = "b"))
            @test refusal(() -> NATSBridge.consume(idle, connection; stream = "S", consumer = "c", options...)).code == "invalid_config"
        end
        @test refusal(() -> NATSBridge.consume(idle, connection; stream = "S.>", consumer = "c")).code == "invalid_config"

        # Failed too often: given up, with everything that is known of it.
        NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.CREATE.DEAD", dump_json(Dict("name" => "DEAD", "subjects" => ["dead.>"], "storage" => "memory")))
        attempts, poison = Ref(0), Channel{Any}(10)
        send("s.a"; headers = Dict("traceparent" => "00-1"))
        consumption = consume("failing"; max_deliver = 3, filter_subject = "s.a", dead_letter_subject = "dead.one", on_poison = (error, msg) -> put!(poison, error)) do env, delivery
            attempts[] += 1
            error("no\nluck")
        end
        @test sprint(showerror, NATSBridge.take_within(poison, 30_000)) == "no\nluck" && attempts[] == 3
        NATSBridge.stop(consumption)
        @test consumer_info(connection, "failing")["num_ack_pending"] == 0

        # A dead letter says why; three hops are enough.
        hop(from, to) = begin
            seen = Channel{Any}(1)
            reading = NATSBridge.consume(connection; stream = "DEAD", consumer = replace(from, '.' => '-'), filter_subject = from, max_deliver = 1, dead_letter_subject = to, on_poison = (error, msg) -> nothing) do env, delivery
                put!(seen, delivery)
                error("again")
            end
            delivery = NATSBridge.take_within(seen, 30_000)
            NATSBridge.stop(reading)
            delivery
        end
        delivery = hop("dead.one", "dead.two")
        letter = NATSBridge.dead_letter(delivery)
        @test (letter.code, letter.reason, letter.subject, letter.stream, letter.consumer, letter.seq, letter.deliveries, letter.hops) == ("handler_failed", "no", "s.a", "S", "failing", 1, 3, 1)
        @test delivery.msg.headers["traceparent"] == "00-1" && delivery.env["payloads"] == hello && delivery.info.stream == "DEAD"
        @test NATSBridge.dead_letter(hop("dead.two", "dead.three")).hops == 2
        @test NATSBridge.dead_letter(hop("dead.three", "dead.four")).hops == 3
        @test stream_count(connection, "DEAD") == 3

        # Where the dead letter is refused, the message stays.
        NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.CREATE.FULL", dump_json(Dict("name" => "FULL", "subjects" => ["full"], "storage" => "memory", "max_msg_size" => 1)))
        publish_message(connection, "s.c", "garbage", "c")
        lines = Channel{String}(100)
        consumption = consume(idle, "kept"; filter_subject = "s.c", dead_letter_subject = "full", max_nak_delay = 60_000, logger = line -> put!(lines, line))
        # It comes back as soon as any other message that failed.
        for _ in 1:2
            @test occursin("dead letter of S: \"full\": the stream refused the message", something(NATSBridge.take_within(lines, 30_000), ""))
        end
        NATSBridge.stop(consumption)
        info = consumer_info(connection, "kept")
        @test info["num_ack_pending"] == 1 && info["ack_floor"]["stream_seq"] == 0

        # Several at once; a message handled lately is not handled again.
        foreach(n -> send("s.many"), 1:6)
        running, most, done = Ref(0), Ref(0), Channel{Any}(100)
        consumption = consume("many"; filter_subject = "s.many", concurrency = 3, double_ack = true) do env, delivery
            running[] += 1
            most[] = max(most[], running[])
            sleep(0.1)
            running[] -= 1
            put!(done, delivery.info.stream_seq)
        end
        @test length(unique([NATSBridge.take_within(done, 30_000) for _ in 1:6])) == 6 && most[] == 3
        NATSBridge.stop(consumption)
        @test consumer_info(connection, "many")["num_ack_pending"] == 0
        foreach(n -> smartsend("s.twice", hello; NATS_connection = connection, msg_id = "same"), 1:3)
        send("s.twice")
        seen = Channel{Any}(10)
        consumption = consume((env, delivery) -> put!(seen, env["msg_id"]), "twice"; filter_subject = "s.twice", dedup_window = 60_000)
        first_one = NATSBridge.take_within(seen, 30_000)
        @test first_one == "same" && NATSBridge.take_within(seen, 30_000) != "same"
        NATSBridge.stop(consumption)

        # A consumer that is deleted is made anew.
        seen = Channel{Any}(10)
        consumption = consume((env, delivery) -> put!(seen, delivery.info.stream_seq), "mortal"; filter_subject = "s.d", logger = identity)
        send("s.d")
        before = NATSBridge.take_within(seen, 30_000)
        NATSBridge.js_api(connection, (api = "\$JS.API",), "CONSUMER.DELETE.S.mortal", UInt8[])
        @test NATSBridge.take_within(seen, 20_000) == before
        NATSBridge.stop(consumption)

        # The end of the connection is the end of the consumption, and said.
        consumption = consume(idle, "ending")
        close(connection)
        @test refusal(() -> wait(consumption)).code == "connection_failed" && !isopen(consumption)
    end
end
