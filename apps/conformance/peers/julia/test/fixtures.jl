# What the tests need of the other peers, kept here so that they run from a copy of this folder alone.
# Within the repository `julia --project=. test/fixtures.jl` writes them anew, and the test of the same name says when that is due.

using NATSBridge, Test
using NATSBridge: dump_json, load_json

const FIXTURES = joinpath(@__DIR__, "fixtures")
const SHARED_VECTORS = joinpath(@__DIR__, "../../../../../packages/testkit/vectors")
const SHARED_PROTOCOL = joinpath(@__DIR__, "../../PROTOCOL.md")

sorted_json(value) = String(dump_json(value))
sorted_json(value::AbstractDict) = "{" * join((sorted_json(key) * ":" * sorted_json(value[key]) for key in sort!(collect(keys(value)))), ",") * "}"
sorted_json(value::AbstractVector) = "[" * join(map(sorted_json, value), ",") * "]"

"The vectors, one a line; of each what a test looks at."
function shared_vectors()
    lines = map(filter(endswith(".json"), readdir(SHARED_VECTORS))) do file
        vector = load_json(read(joinpath(SHARED_VECTORS, file)))
        kept = Dict{String,Any}(name => vector[name] for name in ("envelope_base64", "files", "expect", "also_accept") if get(vector, name, nothing) !== nothing)
        kept["name"] = file[1:end-5]
        sorted_json(kept)
    end
    return join(lines, "\n") * "\n"
end

"The check values of the generators, one a line."
function shared_generators()
    found = eachmatch(r"\| `(\{.*?\})` \| `([0-9a-f]{64})` \|", read(SHARED_PROTOCOL, String))
    return join((sorted_json(Dict{String,Any}("spec" => load_json(each[1]), "sha256" => each[2])) for each in found), "\n") * "\n"
end

read_lines(name) = map(load_json, readlines(joinpath(FIXTURES, name)))

function test_fixtures()
    @test length(read_lines("vectors.jsonl")) > 50 && length(read_lines("generators.jsonl")) == 7
    isfile(SHARED_PROTOCOL) || return
    @test read(joinpath(FIXTURES, "vectors.jsonl"), String) == shared_vectors()
    @test read(joinpath(FIXTURES, "generators.jsonl"), String) == shared_generators()
end

if abspath(PROGRAM_FILE) == @__FILE__()
    mkpath(FIXTURES)
    write(joinpath(FIXTURES, "vectors.jsonl"), shared_vectors())
    write(joinpath(FIXTURES, "generators.jsonl"), shared_generators())
end
