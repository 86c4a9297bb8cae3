# Arrow.jl, HTTP.jl, JSON.jl and NATS.jl through their extensions, with modules that stand in for them and behave as their sources do.

foreach(name -> include("standins/$name.jl"), ("Arrow", "HTTP", "JSON", "NATS"))

function test_packages()
    hello = [("m", "Hello, é!", "text")]
    _, text = smartsend("chat", hello; is_publish = false)

    # Before: what is missing is said.
    refused = refusal(() -> fetch_with_backoff("https://files.example/x"; policy = NATSBridge.make_link_policy(allowed_link_origins = "any")))
    @test refused.code == "unsupported" && occursin("HTTP.jl", refused.message)
    @test refusal(() -> smartsend("chat", hello; NATS_connection = :mine)).code == "invalid_config"
    @test refusal(() -> NATSBridge._serialize_data([(a = 1,)], "arrowtable")).code == "invalid_payload"

    NATSBridge.use_json!(JSON)
    NATSBridge.use_nats!(NATS)
    NATSBridge.use_http!(HTTP)
    NATSBridge.use_arrow!(Arrow)
    # Methods that were just added are seen from here on.
    Base.invokelatest(test_with_packages, hello, text)
end

function test_with_packages(hello, text)
    @test smartreceive(text) isa Dict{String,Any}
    received = smartreceive(JSON.Object, text)
    @test received isa JSON.Object{String,Any} && collect(keys(received))[1:4] == ["correlation_id", "msg_id", "timestamp", "send_to"]
    @test received["payloads"] == hello && received["payload_info"][1]["verified"]

    test_nats_package(hello)
    test_http_package()
    test_arrow_package()
end

function test_arrow_package()
    Arrow.file[] = arrow_vector("arrow-floats")
    @test NATSBridge._serialize_data([(a = 1,)], "arrowtable") == Arrow.file[]
    @test NATSBridge._deserialize_data(ARROW_STREAM, "arrowtable").bytes === ARROW_STREAM
    # It sees no compressed table, whatever its version makes of one.
    @test !isempty(NATSBridge._deserialize_data(arrow_vector("arrow-lz4-buffer-raw"), "arrowtable").fields)
    # What its types would choke on is said.
    wide = copy(arrow_vector("arrow-binary"))
    schema = NATSBridge.header_table(wide, NATSBridge.arrow_messages(wide, "decode_error")[1][1], "decode_error")
    field = first(filter(each -> NATSBridge.scalar(UInt8, each, 2, 0x00) == 15, collect(NATSBridge.subtables(schema, 1))))
    type = NATSBridge.subtable(field, 3)
    NATSBridge.put_little_endian!(wide, NATSBridge.slot(type, 0), Int32(70_000))
    parsed = NATSBridge.read_schema(schema)
    @test any(each -> each.kind == 15 && each.width == 560_000, parsed)
    extension = NATSBridge.NATSBridgeArrowExt
    @test occursin("fixed size of 70000", refusal(() -> foreach(extension.assert_compilable, parsed)).message)

    for (table, words) in (
        ([1], "arrowtable is a table"),
        ((a = ["unwritable"],), "no way"),
        ((a = Int128[1],), "column \"a\", row 0: a Int128"),
        ((a = [1], b = [sin]), "column \"b\", row 0: a typeof(sin) is no data"),
        ((a = Any[1, "x", big(2)],), "column \"a\", row 2: a BigInt"),
        ((a = [(x = 1, y = Int128(2))],), "a Int128"),
        ((a = [[1 // 2]],), "a Rational"),
        ((a = [1.5 + 2im],), "a Complex"),
        ((a = [TestStruct(1)],), "would become a struct"),
    )
        refused = refusal(() -> NATSBridge._serialize_data(table, "arrowtable"))
        @test refused.code == "invalid_payload" && occursin(words, refused.message) && !occursin("TaskFailed", refused.message)
    end
    for table in ((a = Any[1, missing, nothing],), (a = [[1], Int[]], b = [(x = 1,), (x = 2,)], c = [Dict("k" => "v"), Dict()], d = ['c', 'd'], e = [:a, :b]),)
        @test NATSBridge._serialize_data(table, "arrowtable") == Arrow.file[]
    end
end

struct TestStruct
    x::Int
end

function test_nats_package(hello)
    with_nats() do server
        theirs = NATS.connect(server.url)
        ours = NATSBridge.connect(server.url)
        @test_throws MethodError NATS.publish(theirs, "chat", UInt8[1])
        # The ping of the release, and that of today.
        for ping in (NATS.ping, NATS.ping_of_release)
            @test NATSBridge.NATSBridgeNATSExt.ping_within(ping, theirs, 5.0) == :pong
        end
        listening = NATSBridge.subscribe(ours, "chat")
        smartsend("chat", hello; NATS_connection = theirs)
        @test NATSBridge.next(listening)["payloads"] == hello
        publish_message(theirs, "chat", "NATS/1.0\r\nnot headers", "c")
        @test String(NATSBridge.take_within(listening.messages, 20_000).payload) == "NATS/1.0\r\nnot headers"

        # A message with headers has them in its payload.
        _, text = smartsend("chat", hello; is_publish = false)
        plain = NATS.Msg("chat", 1, nothing, 0, Vector{UInt8}(text))
        head = Vector{UInt8}("NATS/1.0\r\ntraceparent: 00-x\r\n\r\n")
        with_headers = NATS.Msg("chat", 1, nothing, length(head), view(vcat(UInt8[0], head, Vector{UInt8}(text)), 2:1+length(head)+ncodeunits(text)))
        @test smartreceive(plain)["payloads"] == smartreceive(with_headers)["payloads"] == hello

        # Requests, replies and JetStream over it.
        answering = NATSBridge.subscribe(theirs, "ask") do env
            NATSBridge.reply(theirs, env, [("answer", env["payloads"][1][2] * "!", "text")])
        end
        @test NATSBridge.request(theirs, "ask", hello)["payloads"] == [("answer", "Hello, é!!", "text")]
        @test refusal(() -> NATSBridge.request(theirs, "nobody", hello)).code == "no_responders"
        close(answering)
        add_stream(ours)
        _, _, receipt = smartsend("s.a", hello; NATS_connection = theirs, jetstream = true)
        @test receipt.pub_ack.seq == 1
        with_plik() do plik
            theirs.is_full = true
            refused = refusal(() -> smartsend("chat", hello; NATS_connection = theirs, size_threshold = 0))
            @test refused.code == "publish_failed" && refused.details[:outcome] == "refused" && isempty(plik.files) && length(plik.requests) == 3
            theirs.is_full = false
        end
        NATS.drain(theirs)
        refused = refusal(() -> smartsend("chat", hello; NATS_connection = theirs))
        @test refused.code == "connection_failed" && refused.details[:outcome] == "refused"
        close(ours)
    end
end

function test_http_package()
    with_plik() do plik
        secure = replace(plik.url, "http" => "https"; count = 1)
        policy = NATSBridge.make_link_policy(fileserver_url = secure, headers_timeout = 60_000, idle_timeout = 60_000, max_download_bytes = 100_000)
        hasty = NATSBridge.make_link_policy(fileserver_url = secure, headers_timeout = 500, idle_timeout = 500)
        read(kind; retries = 1) = fetch_with_backoff("$secure/file/fault/$kind/x?signature=hidden", retries, 1; policy = policy)
        @test read("200") == Vector{UInt8}("because")
        @test read("once"; retries = 2) == Vector{UInt8}("hello") || read("until-close") == Vector{UInt8}("hello")
        for (kind, code) in (("404", "link_gone"), ("redirect", "link_refused"), ("truncate", "link_unreachable"), ("endless", "link_too_large"))
            refused = refusal(() -> read(kind))
            @test refused.code == code
            @test !occursin("hidden", refused.message) && !occursin("during request", refused.message)
        end
        for kind in ("stall", "silent")
            refused = refusal(() -> fetch_with_backoff("$secure/file/fault/$kind/x", 1; policy = hasty))
            @test refused.code == "link_unreachable" && occursin("no answer in time", refused.message)
        end
        closed = replace(secure, r":\d+$" => ":1")
        refused = refusal(() -> fetch_with_backoff("$closed/file/a/b/c?signature=hidden", 1; policy = NATSBridge.make_link_policy(fileserver_url = closed)))
        @test refused.code == "link_unreachable" && !occursin("hidden", refused.message)
        # Ctrl-C ends a download, with HTTP.jl and without.
        for base in (secure, plik.url)
            before = length(plik.requests)
            task = @async fetch_with_backoff("$base/file/fault/silent/x", 5, 1, 1; policy = NATSBridge.make_link_policy(fileserver_url = base))
            while length(plik.requests) == before
                sleep(0.01)
            end
            schedule(task, InterruptException(); error = true)
            fault = try
                fetch(task)
            catch error
                error
            end
            @test NATSBridge.is_interrupt(fault) && length(plik.requests) == before + 1
        end
        # http stays with our own client.
        before = length(HTTP.opened)
        @test fetch_with_backoff("$(plik.url)/file/fault/200/x") == Vector{UInt8}("because") && length(HTTP.opened) == before
        # Uploads too.
        _, text = smartsend("chat", [("f", "x"^50, "text")]; is_publish = false, size_threshold = 10, fileserver_url = secure)
        @test smartreceive(text; fileserver_url = secure)["payloads"][1][2] == "x"^50
    end
end
