function test_send()
    hello = [("message", "Hello!", "text")]

    env, text, receipt = smartsend("/chat", hello; is_publish = false, broker_url = "nats://user:secret@localhost:4222", metadata = Dict("n" => big(2)^70))
    uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    @test occursin(Regex("^{\"correlation_id\":\"$uuid\",\"msg_id\":\"$uuid\",\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",\"send_to\":\"/chat\",\"msg_purpose\":\"chat\",\"sender_name\":\"NATSBridge\",\"sender_id\":\"$uuid\",\"receiver_name\":\"\",\"receiver_id\":\"\",\"reply_to\":\"\",\"reply_to_msg_id\":\"\",\"broker_url\":\"nats://localhost:4222\",\"metadata\":{\"n\":1180591620717411303424},\"payloads\":\\[{\"id\":\"$uuid\",\"dataname\":\"message\",\"payload_type\":\"text\",\"transport\":\"direct\",\"encoding\":\"base64\",\"size\":6,\"data\":\"SGVsbG8h\",\"metadata\":{\"checksum\":\"334d016f755cd6dc58c53a86e183882f8ec14f52fb05345887c8a5edd42c87b7\"}}\\]}\$"), text)
    @test env isa msg_envelope_v1 && env.payloads[1] isa msg_payload_v1 && receipt.bytes == sizeof(text)

    with_plik() do plik
        big = [("x", zeros(UInt8, 2_000_000), "binary")]
        for subject in ("", " ", "a b", "a\r\nPUB x 1", "a.*", "a.>", "*", ">", ".a", "a.", "a..b", "a\0b", "a\u00a0b")
            @test refusal(() -> smartsend(subject, big; is_publish = false)).code == "invalid_subject"
            isempty(subject) || @test refusal(() -> smartsend("chat", big; is_publish = false, reply_to = subject)).code == "invalid_subject"
        end
        for (code, words, data, options) in (
            ("invalid_payload", "at least one payload", [], (;)),
            ("invalid_payload", "payload 0: expected", ["text"], (;)),
            ("invalid_payload", "a tuple of 2", [("a", "b")], (;)),
            ("invalid_payload", "the dataname is text", [(1, "b", "text")], (;)),
            ("invalid_payload", "payload 1 \"y\": text is a String", [("x", "a", "text"), ("y", 1, "text")], (;)),
            ("unsupported_type", "payload 0 \"x\": payload type \"hologram\"", [("x", "a", "hologram")], (;)),
            ("invalid_config", "broker_url: expected a URL", hello, (broker_url = "http://x",)),
            ("invalid_config", "fileserver_url: expected an http", hello, (fileserver_url = "ftp://x",)),
            ("invalid_config", "size_threshold: expected a whole number", hello, (size_threshold = -1,)),
            ("invalid_config", "size_threshold", hello, (size_threshold = true,)),
            ("invalid_config", "outer white space", hello, (msg_id = " x",)),
            ("invalid_config", "correlation_id", hello, (correlation_id = "",)),
            ("invalid_config", "metadata", hello, (metadata = [],)),
            ("invalid_config", "jetstream", hello, (jetstream = "yes",)),
            ("invalid_payload", "metadata.x is NaN", hello, (metadata = Dict("x" => NaN),)),
        )
            refused = refusal(() -> smartsend("chat", data; is_publish = false, options...))
            @test (code, words) == (refused.code, occursin(words, refused.message) ? words : refused.message)
        end
        @test isempty(plik.requests)
        @test isempty(smartsend("chat", []; is_publish = false, msg_purpose = "ACK")[1].payloads)

        for (name, value) in (("SIZE_THRESHOLD", "1e6"), ("NATS_URL", "http://x"), ("FILESERVER_URL", "nowhere"))
            refused = withenv(() -> refusal(() -> smartsend("chat", hello; is_publish = false)), name => value)
            @test refused.code == "invalid_config" && occursin(name, refused.message)
        end
        withenv("SIZE_THRESHOLD" => "3", "NATS_URL" => "broker.example:4222,other.example") do
            env, _ = smartsend("chat", hello; is_publish = false)
            @test env.payloads[1].transport == "link" && env.payloads[1].encoding == "none" && startswith(env.payloads[1].data, plik.url)
            @test env.broker_url == "broker.example:4222,other.example"
            @test smartsend("chat", hello; is_publish = false, size_threshold = 100)[1].payloads[1].transport == "direct"
        end

        # Any name can be a file.
        for dataname in ("", ".", "..", "/", "x"^3000, "a\r\nb", "日本.txt", "a%2Fb", "x?y#z", "é"^300, "a/b \"c\".bin")
            _, text = smartsend("chat", [(dataname, "Hello!", "text")]; is_publish = false, size_threshold = 0)
            @test smartreceive(text)["payloads"] == [(dataname, "Hello!", "text")]
        end

        # What handlers return is checked.
        for result in (nothing, Dict(), Dict("status" => 500, "url" => "http://x/y"), Dict("status" => 200, "url" => "/relative"), Dict("url" => 5))
            refused = refusal(() -> smartsend("chat", hello; is_publish = false, size_threshold = 0, fileserver_upload_handler = (url, name, data) -> result))
            @test refused.code == "upload_failed" && occursin("payload 0 \"message\": the upload handler returned", refused.message)
        end
        @test refusal(() -> smartsend("chat", hello; is_publish = false, size_threshold = 0, fileserver_upload_handler = (place...) -> error("x"^10_000))).code == "upload_failed"

        # A failed upload undoes the others.
        plik.largest = 1_500_000
        empty!(plik.files)
        refused = refusal(() -> smartsend("chat", [("a", zeros(UInt8, 1_200_000), "binary"), ("b", zeros(UInt8, 2_000_000), "binary")]; is_publish = false))
        @test refused.code == "upload_failed" && refused.details[:index] == 1 && refused.details[:status] == 400 && occursin("file too big", refused.message)
        @test isempty(plik.files)
        plik.largest = typemax(Int)
        @test refusal(() -> smartsend("chat", big; is_publish = false, fileserver_url = "http://127.0.0.1:1")).code == "upload_failed"
        refused = refusal(() -> smartsend("chat", big; broker_url = "nats://me:secret@127.0.0.1:1"))
        @test refused.code == "connection_failed" && startswith(refused.message, "nats://127.0.0.1:1: ")
        @test isempty(plik.files)

        # The live limit of the server counts.
        with_nats("max_payload: 10000") do server
            connection = NATSBridge.connect(server.url)
            subscription = NATSBridge.subscribe(connection, "chat")
            _, _, receipt = smartsend("chat", [("a", zeros(UInt8, 3000), "binary"), ("b", zeros(UInt8, 4000), "binary"), ("c", UInt8[1], "binary")]; NATS_connection = connection)
            @test [each.transport for each in receipt.payloads] == ["direct", "link", "direct"] && receipt.bytes <= 10_000
            @test [length(value) for (_, value, _) in NATSBridge.next(subscription)["payloads"]] == [3000, 4000, 1]
            empty!(plik.files)
            refused = refusal(() -> smartsend("chat", [("a", zeros(UInt8, 9000), "binary")]; NATS_connection = connection, metadata = Dict("x" => "y"^9000)))
            @test refused.code == "payload_too_large" && isempty(plik.files)
            removed = []
            refused = refusal(() -> smartsend("chat", [("a", zeros(UInt8, 9000), "binary")]; NATS_connection = connection,
                fileserver_upload_handler = (place...) -> Dict("status" => 200, "url" => "http://x/" * "y"^12_000), fileserver_remove_handler = (url, stored) -> push!(removed, stored)))
            @test refused.code == "payload_too_large" && length(removed) == 1
            close(connection)
            @test refusal(() -> smartsend("chat", hello; NATS_connection = connection)).code == "connection_failed"
        end

        # A refused publish undoes uploads.
        with_nats("authorization { users: [{ user: \"u\", password: \"p\", permissions: { publish: \"allowed\", subscribe: \"allowed\" } }] }") do server
            url = replace(server.url, "nats://" => "nats://u:p@")
            empty!(plik.files)
            for _ in 1:10
                @test refusal(() -> smartsend("secret", big; broker_url = url)).code == "permission_denied"
            end
            @test isempty(plik.files)
            env, _ = smartsend("allowed", big; broker_url = url)
            @test !occursin("u:p", env.broker_url) && length(plik.files) == 1
            refused = refusal(() -> smartsend("allowed", hello; broker_url = server.url))
            @test refused.code == "permission_denied" && occursin("Authorization", refused.message)
            connection = NATSBridge.connect(url)
            @test refusal(() -> NATSBridge.subscribe(connection, "secret")).code == "permission_denied"
            close(connection)
        end
    end

    lines = String[]
    with_plik() do plik
        smartsend("chat", [("a", "x\n"^600_000, "text")]; is_publish = false, correlation_id = "id\n1", logger = line -> push!(lines, line))
    end
    @test length(lines) == 1 && occursin(r"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[Correlation: id\\u000a1\] Uploaded 1200000 bytes of \"a\"$", lines[1])
end
