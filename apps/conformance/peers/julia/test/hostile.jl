# Messages, links and servers that mean harm.

message(payloads; fields...) = String(dump_json(merge(Dict{String,Any}("correlation_id" => "c", "msg_id" => "m", "payloads" => payloads), Dict{String,Any}(String(k) => v for (k, v) in fields))))
link_payload(url; fields...) = merge(Dict{String,Any}("dataname" => "f", "payload_type" => "text", "transport" => "link", "data" => url), Dict{String,Any}(String(k) => v for (k, v) in fields))

function test_hostile()
    test_secrets()
    test_whose_link()
    test_answers_that_are_none()
    test_bounds()
    test_texts()
end

function test_secrets()
    for secret in ("to/zqx", "to?zqx", "to#zqx", "p,w", "p@w", "a/b,c?d"), url in ("nats://$secret@h:4222", "nats://u:$secret@h", "nats://a:1,nats://u:$secret@h", "u:$secret@h,b:1")
        refused = refusal(() -> smartsend("chat", [("m", "x", "text")]; broker_url = url))
        @test refused.code == "invalid_config" && startswith(refused.message, "broker_url: ") && !occursin("zqx", refused.message) && !occursin("w@", refused.message)
        withenv("NATS_URL" => url) do
            @test refusal(() -> NATSBridge.connect()).code == "invalid_config"
        end
    end
    @test refusal(() -> NATSBridge.connect("nats://h:1/x@y")).code == "invalid_config"
    @test NATSBridge.strip_credentials("nats://u:p%2Fw@one:1,tls://t@two,three") == "nats://one:1,tls://two,three"
    @test NATSBridge.strip_credentials("nats://one:1?token=x,two/a#x") == "nats://one:1,two/a"
    secret = "t/o?k#e,n@é%41"
    with_nats("authorization { token: \"$secret\" }") do server
        env, text = smartsend("chat", [("m", "x", "text")]; broker_url = replace(server.url, "//" => "//$(NATSBridge.percent_encode(secret))@"))
        @test env.broker_url == server.url && !occursin("k%23e", text)
        refused = refusal(() -> NATSBridge.connect(replace(server.url, "//" => "//wr%2Fong@")))
        @test refused.code == "permission_denied" && !occursin("ong", refused.message)
    end
end

function test_whose_link()
    allowed(url; options...) =
        try
            NATSBridge.assert_allowed(NATSBridge.make_link_policy(; options...), url)
            true
        catch error
            error isa NatsBridgeError && error.code == "link_forbidden" || rethrow()
            false
        end
    store = (fileserver_url = "https://h/plik",)
    for good in ("https://h/plik/file/u/f/name", "https://h:443/plik/file/u/f/a%20b?dl=1", "HTTPS://H/plik/file/u/f/n")
        @test allowed(good; store...)
    end
    for bad in ("https://h/file/u/f/n", "https://h/plik/upload/u", "https://h/plik/file/u/f", "https://h/plik/file/u/f/n/x", "https://h/plik/file/../../x", "https://h/plik/file/u/%2e%2e/n",
        "https://h/plik/file/u/f/%2E%2e", "https://h/plik/file/u/f%2fx/n", "https://h/plik/file/u/f/a%5cb", "https://h/plikfile/u/f/n", "http://h/plik/file/u/f/n", "https://h:8443/plik/file/u/f/n", "https://h.evil/plik/file/u/f/n")
        @test !allowed(bad; store...)
    end
    tenant = (allowed_link_origins = ["https://h/tenant-a/"],)
    @test allowed("https://h/tenant-a/x/y"; tenant...)
    for bad in ("https://h/tenant-b/x", "https://h/tenant-a", "https://h/tenant-a/../tenant-b/x", "https://h/tenant-a/%2e%2e/tenant-b/x", "https://h/tenant-ab/x", "https://h/tenant-a/%252e%252e/tenant-b/x", "https://h/tenant-a/..%252ftenant-b", "https://h/tenant-a/..%2ftenant-b")
        @test !allowed(bad; tenant...)
    end
    withenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS" => "https://h/tenant-a/") do
        @test allowed("https://h/tenant-a/x") && !allowed("https://h/tenant-b/x")
    end
    for bad in ("https://*.example.org", "*", "https://h/?x", "https://u:p@h", "h", "ftp://h", "https://h/a/../b")
        @test refusal(() -> NATSBridge.make_link_policy(allowed_link_origins = [bad])).code == "invalid_config"
        withenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS" => bad) do
            @test refusal(() -> NATSBridge.make_link_policy()).code == "invalid_config"
        end
    end
    # This machine has several names; the default counts only where nobody said anything.
    @test allowed("http://127.0.0.1:8080/file/u/f/n") && allowed("http://[::1]:8080/file/u/f/n") && !allowed("http://127.0.0.1:8081/file/u/f/n")
    @test !allowed("http://localhost:8080/file/u/f/n"; store...) && !allowed("http://localhost:8080/file/u/f/n"; tenant...)
    @test allowed("http://localhost:9/x"; allowed_link_origins = ["http://127.0.0.1:9"])
    @test !allowed("http://u:p@anything/x"; allowed_link_origins = "any") && !allowed("http://u@h/tenant-a/x"; tenant...)
    @test allowed("http://anything/x"; allowed_link_origins = "any") && !allowed("file:///etc/passwd"; allowed_link_origins = "any")
end

function test_answers_that_are_none()
    with_plik() do plik
        read(kind; retries = 3, options...) = fetch_with_backoff("$(plik.url)/file/fault/$kind/x", retries, 1, 2; policy = NATSBridge.make_link_policy(; fileserver_url = plik.url, options...))
        @test read("early-hints") == Vector{UInt8}("hello")
        for kind in ("upgrade", "endless-hints", "no-word", "long-head", "two-lengths")
            started = time()
            @test refusal(() -> read(kind)).code == "link_unreachable" && time() - started < 5
        end
        for kind in ("gzip", "gzip-twice")
            before = length(plik.requests)
            refused = refusal(() -> read(kind))
            @test refused.code == "link_refused" && occursin("gzip", refused.message) && length(plik.requests) == before + 1
        end
        # A byte now and then keeps nobody waiting.
        before, started = length(plik.requests), time()
        refused = refusal(() -> read("trickle"; speed_span = 300))
        @test refused.code == "link_unreachable" && refused.is_retryable && occursin("under min_speed 1,000", refused.message)
        @test length(plik.requests) == before + 1 && time() - started < 5
        @test refusal(() -> read("trickle"; speed_span = 300, min_speed = 10, total_timeout = 700)).message |> text -> occursin("total_timeout", text)
    end
end

function test_bounds()
    many = message(fill(Dict{String,Any}(), 10_001))
    refused = refusal(() -> smartreceive(many))
    @test refused.code == "invalid_envelope" && refused.message == "not a msg_envelope_v1: payloads has 10,001 items, over 10,000"
    refused = refusal(() -> smartreceive(message(fill(Dict{String,Any}(), 10_000))))
    @test refused.code == "invalid_envelope" && length(refused.details[:issues]) == 10 && endswith(refused.message, "; and more")
    @test refusal(() -> smartsend("chat", fill(("m", "", "text"), 10_001); is_publish = false)).code == "invalid_payload"

    digits = "1"^4_300
    @test load_json(digits) == parse(BigInt, digits)
    @test refusal(() -> load_json(digits * "1")).code == "decode_error"
    @test refusal(() -> smartreceive("{\"x\": $(digits)1}")).code == "invalid_envelope"

    with_plik() do plik
        plik.files["/file/U/F/x"] = zeros(UInt8, 100_000)
        links(n; fields...) = message([link_payload("$(plik.url)/file/U/F/x"; payload_type = "binary", fields...) for _ in 1:n])
        options = (fileserver_url = plik.url, max_download_bytes = 200_000)
        @test length(smartreceive(links(32); options...)["payloads"]) == 32
        for size in (100_000, nothing)
            refused = refusal(() -> smartreceive(links(33; size = size); options...))
            @test refused.code == "link_too_large" && refused.details[:option] == "max_message_bytes" && refused.details[:index] == 32 && !refused.is_retryable
        end
        @test refusal(() -> smartreceive(links(2); options..., max_message_bytes = 199_999)).details[:option] == "max_message_bytes"
        @test refusal(() -> smartreceive(links(1); options..., max_download_bytes = 99_999)).code == "link_too_large"
        by_hand = (fileserver_download_handler = (place...) -> zeros(UInt8, 100_000),)
        @test refusal(() -> smartreceive(links(2); by_hand..., max_message_bytes = 199_999)).details[:option] == "max_message_bytes"
    end
end

function test_texts()
    long, ugly = "x"^1_000_000, "a\r\nb\e[31m\u2028c\u202ed"
    for text in (long, ugly), make in (
        text -> message([link_payload("http://h/$text")]),
        text -> message([link_payload("http://h/f"; dataname = text)]),
        text -> message([link_payload("http://h/f"; payload_type = text)]),
        text -> message([link_payload("http://h/f"; transport = text)]),
        text -> message([link_payload(text; transport = "direct", encoding = text)]),
        text -> message([link_payload("aGk="; transport = "direct", metadata = Dict("checksum" => text))]),
        text -> message([link_payload("aGk="; transport = "direct", metadata = Dict("checksum" => Dict("toString" => text)))]),
    )
        refused = refusal(() -> smartreceive(make(text)))
        @test length(refused.message) <= 2_000 && !any(iscntrl, refused.message) && !occursin('\u2028', refused.message) && !occursin('\u202e', refused.message)
        @test !occursin('\n', sprint(showerror, refused)) && ncodeunits(sprint(show, refused)) < 5_000
    end
    @test length(NatsBridgeError("x", long).message) == 2_000 && NatsBridgeError("x", "a\nb").message == "a\\u000ab"
    @test refusal(() -> smartsend(long * " ", [("m", "x", "text")])).message |> length < 500
    @test refusal(() -> smartsend("chat", [("m", Dict(long => NaN), "dictionary")])).message |> length < 1_000
    @test refusal(() -> smartsend("chat", [(long, NaN, "dictionary")])).message |> length < 1_000

    # A log line holds no long id and no link.
    lines = String[]
    with_plik() do plik
        plik.files["/file/U/F/secret-name"] = Vector{UInt8}("abc")
        smartreceive(message([link_payload("$(plik.url)/file/U/F/secret-name"; size = 3)]; correlation_id = long); logger = line -> push!(lines, line))
        @test any(line -> occursin("$(plik.url)#$(bytes2hex(sha256("$(plik.url)/file/U/F/secret-name"))[1:8])", line), lines)
        @test all(line -> length(line) < 600 && !occursin("secret-name", line), lines)
        refused = refusal(() -> smartreceive(message([link_payload("$(plik.url)/file/fault/404/secret-name")])))
        @test occursin("#", refused.message) && !occursin("secret-name", refused.message)
        @test smartreceive(message([link_payload("$(plik.url)/file/U/F/secret-name"; size = 3)]); logger = line -> error("no"))["payloads"][1][2] == "abc"
    end
end
