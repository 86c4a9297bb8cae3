# Payloads that are read when they are asked for, what is told while they come and go, and sends that wait for nobody.

function test_lazy()
    rows = [Dict{String,Any}("a" => 1, "b" => "é"), Dict{String,Any}("a" => nothing)]
    film = rand(UInt8, 1_000_000)
    with_plik() do plik
        told = []
        data = [("note", "Hello!", "text"), ("rows", rows, "jsontable"), ("film", film, "video")]
        _, text, receipt = smartsend("films", data; is_publish = false, size_threshold = 500_000, on_progress = told_of -> push!(told, told_of))
        @test [each.transport for each in receipt.payloads] == ["direct", "direct", "link"]
        @test told[1] == (dataname = "film", direction = "upload", loaded = 262_144, total = 1_000_000) && told[end].loaded == 1_000_000 && length(told) == 4

        requests = length(plik.requests)
        empty!(told)
        env = smartreceive(text; lazy = true, on_progress = told_of -> push!(told, told_of))
        handles = [handle for (_, handle, _) in env["payloads"]]
        @test [(name, type) for (name, _, type) in env["payloads"]] == [("note", "text"), ("rows", "jsontable"), ("film", "video")]
        @test [handle.size for handle in handles] == [6, receipt.payloads[2].bytes, 1_000_000] && handles[3].dataname == "film" && handles[3].transport == "link"
        @test [each["verified"] for each in env["payload_info"]] == [false, false, false]
        # Nothing is asked of the server before somebody wants it.
        @test length(plik.requests) == requests && isempty(told)
        @test NATSBridge.value(handles[1]) == "Hello!" && NATSBridge.value(handles[2]) == rows && NATSBridge.bytes(handles[1]) == Vector{UInt8}("Hello!")
        @test length(plik.requests) == requests
        @test NATSBridge.value(handles[3]) == film && NATSBridge.bytes(handles[3]) == film && length(plik.requests) == requests + 2
        @test told[end] == (dataname = "film", direction = "download", loaded = 1_000_000, total = 1_000_000)
        @test issorted(each.loaded for each in told[1:findfirst(each -> each.loaded == 1_000_000, told)])

        # To a file, whole or not at all.
        folder = mktempdir()
        path = joinpath(folder, "film.mp4")
        empty!(told)
        @test NATSBridge.save_to(handles[3], path) == 1_000_000 && read(path) == film && readdir(folder) == ["film.mp4"] && told[end].loaded == 1_000_000
        @test NATSBridge.save_to(handles[2], joinpath(folder, "rows.json")) == receipt.payloads[2].bytes && load_json(read(joinpath(folder, "rows.json"))) == rows
        stored = only(keys(plik.files))
        plik.files[stored] = [film[1:end-1]; ~film[end]]
        quick = smartreceive(text; lazy = true, max_retries = 2, base_delay = 1)["payloads"][3][2]
        for read_it in (NATSBridge.value, NATSBridge.bytes, handle -> NATSBridge.save_to(handle, path))
            refused = refusal(() -> read_it(quick))
            @test refused.code == "checksum_mismatch" && startswith(refused.message, "payload 2 \"film\": ")
        end
        @test read(path) == film && sort(readdir(folder)) == ["film.mp4", "rows.json"]
        plik.files[stored] = film
        small = smartreceive(text; lazy = true, max_download_bytes = 999_999)["payloads"][3][2]
        @test refusal(() -> NATSBridge.value(small)).code == refusal(() -> NATSBridge.save_to(small, path)).code == "link_too_large"
        @test_throws SystemError NATSBridge.save_to(handles[3], joinpath(folder, "nowhere", "film.mp4"))
        # One bad payload leaves the others.
        delete!(plik.files, stored)
        @test refusal(() -> smartreceive(text)).code == "link_gone"
        again = smartreceive(text; lazy = true)["payloads"]
        @test NATSBridge.value(again[1][2]) == "Hello!" && refusal(() -> NATSBridge.value(again[3][2])).code == "link_gone"
        # What may not be read is refused at once.
        @test refusal(() -> smartreceive(text; lazy = true, fileserver_url = "http://files.example")).code == "link_forbidden"

        # Handlers of the caller, too; a listener that throws changes nothing.
        empty!(told)
        listen(told_of) = (push!(told, told_of); error("no"))
        keep(url, dataname, content) = Dict("status" => 200, "uploadid" => "u", "fileid" => "f", "url" => "http://files.example/f")
        _, text, _ = @test_logs (:warn,) match_mode = :any smartsend("films", [("film", film, "video")]; is_publish = false, size_threshold = 0, fileserver_upload_handler = keep, on_progress = listen)
        handle = smartreceive(text; lazy = true, fileserver_download_handler = (place...) -> film, on_progress = listen)["payloads"][1][2]
        @test NATSBridge.save_to(handle, path) == 1_000_000 && NATSBridge.value(handle) == film
        @test [(each.direction, each.loaded) for each in told] == [("upload", 1_000_000), ("download", 1_000_000), ("download", 1_000_000)]
    end

    with_nats("authorization { users = [{ user: u, password: p, permissions: { publish: [\"films\", \"_INBOX.>\"] } }] }") do server
        refusals = Channel{String}(10)
        url = replace(server.url, "//" => "//u:p@")
        connection = NATSBridge.connect(url; on_status = (kind, text) -> kind === :refused && put!(refusals, text))
        subscription = NATSBridge.subscribe(connection, "films"; lazy = true)
        smartsend("films", [("note", "Hello!", "text")]; NATS_connection = connection, confirm = "client")
        @test NATSBridge.value(NATSBridge.next(subscription)["payloads"][1][2]) == "Hello!"
        # A refusal comes later than the send, and is told.
        smartsend("secret", [("note", "Hello!", "text")]; NATS_connection = connection, confirm = "client")
        @test occursin("secret", something(NATSBridge.take_within(refusals, 10_000), ""))
        @test refusal(() -> smartsend("secret", [("note", "Hello!", "text")]; NATS_connection = connection)).code == "permission_denied"
        for options in ((confirm = "client", jetstream = true), (confirm = "nobody",))
            @test refusal(() -> smartsend("films", [("note", "Hello!", "text")]; is_publish = false, options...)).code == "invalid_config"
        end
        @test refusal(() -> NATSBridge.request(connection, "films", [("note", "Hello!", "text")]; confirm = "client")).code == "invalid_config"
        close(connection)
    end
end
