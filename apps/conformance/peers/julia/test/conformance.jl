# The worker, spoken to as the matrix runner does; its functions were loaded by vectors.jl.

const PROJECT = joinpath(@__DIR__, "..")
const WORKER = joinpath(PROJECT, "conformance/worker.jl")

function test_conformance()
    checked = 0
    for line in read_lines("generators.jsonl")
        spec = line["spec"]
        spec["gen"] == "arrowtable" && continue
        payload_type = spec["gen"] == "bytes" ? "binary" : spec["gen"]
        @test canonical_payload(("x", generate(spec), payload_type), "digest")["sha256"] == line["sha256"]
        checked += 1
    end
    @test checked == 6
    @test digest(Any[1, "é", Dict{String,Any}("b" => nothing, "a" => true)]) == "94c9614c4fd8acc31f8aec6c6b27ae5f3d3399b967d17e839ec37f7327f0e1a4"
    for kind in ("text", "dictionary", "jsontable"), size in (0, 13, 100, 200_000)
        @test length(NATSBridge._serialize_data(generate(Dict("gen" => kind, "size" => size)), kind)) == (size == 0 && kind != "text" ? 2 : size)
    end

    with_nats() do server
        with_plik() do plik
            environment = merge(Dict(ENV), Dict("NATS_URL" => server.url, "FILESERVER_URL" => plik.url))
            process = open(setenv(`$(Base.julia_cmd()) --startup-file=no --project=$PROJECT $WORKER`, environment))
            @test readline(process) == "ready julia"
            connection = NATSBridge.connect(server.url)
            job(; fields...) = load_json(NATSBridge.raw_request(connection, "conformance.julia.jobs", dump_json(values(fields)); timeout = 60_000).payload)
            @test job(op = "ping")["arrow"] == "ipc"
            for (payload, expected) in (
                (Dict("type" => "text", "value" => "é🎉"), Dict("type" => "text", "text" => "é🎉")),
                (Dict("type" => "dictionary", "value" => Dict("n" => 2^60)), Dict("type" => "dictionary", "value" => Dict("n" => "1152921504606846976"))),
                (Dict("type" => "image", "base64" => "aGk="), Dict("type" => "image", "len" => 2, "sha256" => "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4")),
            ), threshold in (0, 10_000)
                ready = job(op = "receive", subject = "x")
                sent_answer = job(op = "send", subject = "x", payloads = [merge(payload, Dict("dataname" => "d"))], options = Dict("size_threshold" => threshold, "sender_name" => "me"))
                @test sent_answer["ok"] && sent_answer["env"]["payloads"][1]["transport"] == sent_answer["receipt"][1]["transport"] == (threshold == 0 ? "link" : "direct")
                got = job(op = "collect", handle = ready["handle"])
                @test got["payloads"] == [merge(expected, Dict("dataname" => "d"))] && got["envelope"]["sender_name"] == "me"
            end
            table = "$(server.folder)/table.arrow"
            write(table, ARROW_STREAM)
            ready = job(op = "reply", subject = "ask", payloads = "echo")
            got = job(op = "request", subject = "ask", payloads = [Dict("dataname" => "d", "type" => "arrowtable", "file" => table)])
            @test got["payloads"][1]["ipc"] && got["payloads"][1]["len"] == length(ARROW_STREAM)
            @test job(op = "collect", handle = ready["handle"])["envelope"]["msg_id"] == got["envelope"]["reply_to_msg_id"]
            add_stream(connection)
            ready = job(op = "consume", stream = "S", consumer = "c", filter_subject = "s.a")
            @test job(op = "send", subject = "s.a", payloads = [Dict("dataname" => "d", "type" => "text", "value" => "x")], options = Dict("jetstream" => true))["ok"]
            @test job(op = "collect", handle = ready["handle"])["payloads"] == [Dict("dataname" => "d", "type" => "text", "text" => "x")]
            @test consumer_info(connection, "c")["num_ack_pending"] == 0
            ready = job(op = "consume", stream = "S", consumer = "c")
            publish_message(connection, "s.a", "garbage", "c")
            @test job(op = "collect", handle = ready["handle"])["error"] == "invalid_envelope"
            for (fields, code) in (
                ((op = "fly",), "bad_job"),
                ((op = "send",), "bad_job"),
                ((op = "send", subject = "x", payloads = [Dict("dataname" => "d", "type" => "text")]), "bad_job"),
                ((op = "send", subject = "a b", payloads = []), "invalid_subject"),
                ((op = "send", subject = "x", payloads = [Dict("dataname" => "d", "type" => "arrowtable", "columns" => [])]), "unsupported"),
                ((op = "collect", handle = "none"), "bad_job"),
                ((op = "request", subject = "nobody", payloads = [Dict("dataname" => "d", "type" => "text", "value" => "x")]), "no_responders"),
            )
                result = job(; fields...)
                @test result["error"] == code && !isempty(result["message"])
            end
            ready = job(op = "receive", subject = "silent")
            @test job(op = "collect", handle = ready["handle"], timeout_ms = 50)["error"] == "timeout"
            @test job(op = "stop") == Dict("ok" => true)
            wait(process)
            @test process.exitcode == 0
            close(connection)
        end
    end
end
