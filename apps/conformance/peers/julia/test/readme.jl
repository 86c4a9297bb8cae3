# The Julia of the README runs as it stands, but for the address of the broker.

const README = joinpath(@__DIR__, "..", "README.md")

struct Enough <: Exception end

"Runs a block in a module that has `names`, and gives that module and what the last expression gives."
function run_block(code, server; names...)
    scope = Module()
    Core.eval(scope, :(using NATSBridge))
    for (name, value) in names
        Core.eval(scope, :($name = $value))
    end
    return scope, Base.include_string(scope, replace(code, "nats://localhost:4222" => server.url))
end

function test_readme()
    blocks = [block.captures[1] for block in eachmatch(r"^```julia\n(.*?)^```$"ms, read(README, String))]
    @test length(blocks) == 3
    with_nats() do server
        with_plik() do plik
            withenv("NATS_URL" => server.url, "FILESERVER_URL" => plik.url) do
                test_readme_blocks(blocks, server)
            end
        end
    end
end

function test_readme_blocks(blocks, server)
    image, video = UInt8[1, 2, 3], zeros(UInt8, 5_000_000)
    connection = NATSBridge.connect(server.url)

    # It sends, then listens for ever: what it prints ends it.
    sent = NATSBridge.subscribe(connection, "/chat")
    lines = String[]
    heard(words...) = (push!(lines, string(words...)); throw(Enough()))
    listening = @async run_block(blocks[1], server; image_bytes = image, println = heard)
    @test NATSBridge.next(sent; timeout = 60_000)["payloads"] == [("message", "Hello!", "text"), ("image", image, "image")]
    while !istaskdone(listening)
        smartsend("/chat", [("message", "Hi!", "text")]; NATS_connection = connection)
        sleep(0.01)
    end
    @test lines == ["message text Hi!"]

    _, reason = run_block(blocks[2], server; df = ARROW_STREAM, image_bytes = image, video = video)
    @test reason == "5,000,000 bytes >= size_threshold 1,000,000"

    NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.CREATE.ORDERS", dump_json(Dict("name" => "ORDERS", "subjects" => ["orders.>"], "storage" => "memory")))
    scope, _ = run_block(blocks[3], server; connection = connection)
    @test NATSBridge.request(connection, "double", [("n", 21, "dictionary")])["payloads"] == [("result", 42, "dictionary")]
    close(connection)
end
