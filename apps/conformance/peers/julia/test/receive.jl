function test_receive()
    link_message(url; size = nothing, fields...) = String(dump_json(Dict("correlation_id" => "c", "msg_id" => "m",
        "payloads" => [merge(Dict{String,Any}("dataname" => "f", "payload_type" => "text", "transport" => "link", "data" => url, "size" => size), Dict{String,Any}(String(k) => v for (k, v) in fields))])))

    for msg in (UInt8[], "[]", "null", "{", "{}", UInt8[0xff, 0xfe], 5, nothing, "{\"correlation_id\":\"c\",\"msg_id\":\"m\"}", "["^100_000)
        @test refusal(() -> smartreceive(msg)).code == "invalid_envelope"
    end
    refused = refusal(() -> smartreceive(String(dump_json(Dict("correlation_id" => 5, "msg_id" => "", "sender_name" => 1, "payloads" => [Dict("transport" => "pigeon", "size" => "x", "metadata" => []), 3])))))
    @test refused.message == "not a msg_envelope_v1: correlation_id expected a string, got a number; msg_id is empty; sender_name expected a string, got a number; " *
        "payloads[0].metadata expected an object, got an array; payloads[0].payload_type is missing; payloads[0].transport expected \"direct\" or \"link\", got \"pigeon\"; " *
        "payloads[0].size expected a number, got a string; payloads[0].data is missing; payloads[1] expected an object, got a number"

    _, text = smartsend("chat", [("m", "Hello!", "text")]; is_publish = false)
    for msg in (text, Vector{UInt8}(text), SubString("x" * text, 2), "\ufeff" * text, (payload = text,), (data = Vector{UInt8}(text),))
        @test smartreceive(msg)["payloads"] == [("m", "Hello!", "text")]
    end
    info = smartreceive(text)["payload_info"][1]
    @test info["verified"] && info["size"] == 6 && info["transport"] == "direct" && info["checksum"] == "334d016f755cd6dc58c53a86e183882f8ec14f52fb05345887c8a5edd42c87b7"

    quick = (base_delay = 1,)
    for path in ("chunked", "until-close", "once")
        with_plik() do plik
            @test smartreceive(link_message("$(plik.url)/file/fault/$path/x"; size = 5); quick...)["payloads"] == [("f", "hello", "text")]
        end
    end
    for (path, code, attempts) in (("503", "link_unreachable", 3), ("429", "link_unreachable", 3), ("408", "link_unreachable", 3), ("425", "link_unreachable", 3), ("404", "link_gone", 1), ("410", "link_gone", 1),
        ("401", "link_refused", 1), ("403", "link_refused", 1), ("redirect", "link_refused", 1), ("truncate", "link_unreachable", 3), ("chunked-cut", "link_unreachable", 3), ("no-http", "link_unreachable", 3))
        with_plik() do plik
            refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/fault/$path/x"); max_retries = 3, quick...))
            @test refused.code == code && length(plik.requests) == attempts && startswith(refused.message, "payload 0 \"f\": ")
        end
    end

    with_plik() do plik
        host = plik.url[8:end]
        for url in ("http://169.254.169.254/latest", "http://127.0.0.1:1/x", "https://$host/x", "file:///etc/passwd", "//x/y", "", "http://", "http://$host@evil.example/x", "http://evil.example#@$host/",
            "ftp://$host/x", "http://$(host)0/x", "http:\\\\$host\\x", "http://x:99999/", "http://$host\r\nX: y/")
            @test refusal(() -> smartreceive(link_message(url))).code == "link_forbidden"
        end
        good, bad = load_json(link_message("$(plik.url)/file/fault/once/x")), load_json(link_message("http://evil.example/x"))
        append!(good["payloads"], bad["payloads"])
        refused = refusal(() -> smartreceive(String(dump_json(good))))
        @test refused.code == "link_forbidden" && refused.details[:index] == 1
        @test isempty(plik.requests)

        withenv("FILESERVER_URL" => "http://files.example") do
            msg = link_message("$(plik.url)/file/fault/until-close/x"; size = 5)
            refused = refusal(() -> smartreceive(msg))
            @test refused.code == "link_forbidden" && occursin("leads to $(plik.url), which is not allowed; if you trust it, add it to allowed_link_origins", refused.message)
            for options in ((allowed_link_origins = [plik.url],), (allowed_link_origins = "any",), (fileserver_url = plik.url,))
                @test smartreceive(msg; options...)["payloads"][1][2] == "hello"
            end
            withenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS" => "http://a.example, $(plik.url)") do
                @test smartreceive(msg)["payloads"][1][2] == "hello"
            end
            withenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS" => "somewhere") do
                @test refusal(() -> smartreceive(msg)).code == "invalid_config"
            end
        end

        refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/A/B/x")))
        @test refused.code == "link_gone" && occursin("404", refused.message)
        for path in ("stall", "silent")
            started, before = time(), length(plik.requests)
            refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/fault/$path/x"); max_retries = 2, idle_timeout = 100, headers_timeout = 100, quick...))
            @test refused.code == "link_unreachable" && time() - started < 5 && length(plik.requests) == before + 2
        end
        refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/fault/endless/x"); max_download_bytes = 100_000))
        @test refused.code == "link_too_large" && occursin("over max_download_bytes 100,000", refused.message)
        refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/fault/endless/x"; size = 5); max_retries = 1))
        @test refused.code == "checksum_mismatch"
        refused = refusal(() -> smartreceive(link_message("http://me:secret@$host/file/fault/404/x?signature=hidden")))
        @test refused.code == "link_forbidden" && !occursin("secret", refused.message) && !occursin("hidden", refused.message)

        plik.files["/file/U/F/x"] = Vector{UInt8}("abc")
        refused = refusal(() -> smartreceive(link_message("$(plik.url)/file/U/F/x"; size = 3, metadata = Dict("checksum" => "0"^64)); max_retries = 3, quick...))
        @test refused.code == "checksum_mismatch" && plik.reads["/file/U/F/x"] == 3

        # One-shot, on request.
        _, text = smartsend("chat", [("a", "abc", "text")]; is_publish = false, size_threshold = 0, fileserver_upload_handler = plik_oneshot_upload)
        @test smartreceive(text)["payloads"][1][2] == "abc"
        refused = refusal(() -> smartreceive(text))
        @test refused.code == "link_gone" && occursin("one-shot", refused.message)
    end

    calls = []
    handler(place...) = (push!(calls, place); Vector{UInt8}("abc"))
    @test smartreceive(link_message("anything"; size = 3); fileserver_download_handler = handler)["payloads"] == [("f", "abc", "text")]
    @test calls == [("anything", 5, 100, 5000, "c")]
    @test refusal(() -> smartreceive(link_message("anything"; size = 4); fileserver_download_handler = handler)).code == "checksum_mismatch"
    @test refusal(() -> smartreceive(link_message("anything"); fileserver_download_handler = (place...) -> "abc")).code == "link_unreachable"
    @test refusal(() -> smartreceive(link_message("anything"); fileserver_download_handler = (place...) -> error("no"))).code == "link_unreachable"

    direct(fields) = String(dump_json(Dict("correlation_id" => "c", "msg_id" => "m", "payloads" => [merge(Dict{String,Any}("transport" => "direct"), fields)])))
    for (fields, value) in (
        (Dict("encoding" => "json", "data" => "eyJhIjoxfQ==", "payload_type" => "dictionary"), Dict("a" => 1)),
        (Dict("encoding" => "json", "data" => "{\"a\":1}", "payload_type" => "dictionary"), Dict("a" => 1)),
        (Dict("encoding" => "json", "data" => "1234", "size" => 4, "payload_type" => "dictionary"), 1234),
        (Dict("encoding" => "json", "data" => "MTIz", "size" => 3, "payload_type" => "dictionary"), 123),
        (Dict("encoding" => "json", "data" => nothing, "payload_type" => "dictionary"), nothing),
        (Dict("encoding" => "none", "data" => "abcd", "payload_type" => "text"), "abcd"),
        (Dict("encoding" => "utf-8", "data" => "abcd", "payload_type" => "text"), "abcd"),
        (Dict("encoding" => "utf-8", "data" => "YWJj", "size" => 3, "payload_type" => "text"), "abc"),
        (Dict("encoding" => "json", "data" => "just a string", "size" => 15, "payload_type" => "dictionary"), "just a string"),
        (Dict("encoding" => "json", "data" => "\"just a string\"", "size" => 15, "payload_type" => "dictionary"), "just a string"),
        (Dict("data" => "aGk=", "payload_type" => "text"), "hi"),
    )
        @test smartreceive(direct(fields))["payloads"][1][2] == value
    end
    @test refusal(() -> smartreceive(direct(Dict("encoding" => "json", "data" => [1], "payload_type" => "image")))).code == "decode_error"
    @test refusal(() -> smartreceive(direct(Dict("encoding" => "gzip", "data" => "x", "payload_type" => "image")))).code == "decode_error"
end
