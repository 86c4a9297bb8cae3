using NATSBridge, Random, Test
using NATSBridge: load_json, dump_json

include("fixtures.jl")
include("nats_server.jl")
include("servers.jl")
include("../conformance/worker.jl")

ENV["NATS_SERVER"] = find_nats_server()

"Decoded bytes of the table in a vector."
arrow_vector(name) = NATSBridge.base64_decode(load_json(NATSBridge.base64_decode(only(filter(vector -> vector["name"] == name, read_lines("vectors.jsonl")))["envelope_base64"]))["payloads"][1]["data"])
const ARROW_STREAM = arrow_vector("arrow-julia-stream")

"Runs `work` and gives the `NatsBridgeError` it throws; anything else fails the test."
function refusal(work)
    try
        work()
    catch fault
        fault isa NatsBridgeError && return fault
        rethrow()
    end
    error("nothing was thrown")
end

add_stream(connection) = NATSBridge.js_api(connection, (api = "\$JS.API",), "STREAM.CREATE.S", dump_json(Dict("name" => "S", "subjects" => ["s.>"], "storage" => "memory")))
consumer_info(connection, name) = NATSBridge.js_api(connection, (api = "\$JS.API",), "CONSUMER.INFO.S.$name", UInt8[])

for name in ("NATS_URL", "FILESERVER_URL", "SIZE_THRESHOLD", "NATSBRIDGE_ALLOWED_LINK_ORIGINS")
    delete!(ENV, name)
end

const TESTS = ("fixtures", "package", "json", "base64", "plan", "serialize", "vectors", "send", "receive", "lazy", "scenarios", "documented", "readme", "exchange", "jetstream", "hostile", "arrow", "answers", "consume", "life", "packages", "conformance")
foreach(name -> name == "fixtures" || include("$name.jl"), TESTS)

@testset "NATSBridge" begin
    for name in TESTS
        isempty(ARGS) || name in ARGS || continue
        @testset "$name" begin
            getfield(Main, Symbol("test_", name))()
        end
    end
end
