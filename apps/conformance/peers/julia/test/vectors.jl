# Every byte-level vector gives what it says. Tables are compared where there is an Arrow.jl; without it they are bytes.

function agrees(result, expected)
    haskey(expected, "error") && return get(result, "error", "") == expected["error"] && occursin(get(expected, "names", ""), result["message"])
    get(result, "ok", false) && length(result["payloads"]) == length(expected["payloads"]) || return false
    all(zip(result["payloads"], expected["payloads"])) do (got, wanted)
        all(haskey(wanted, "table") && name == "table" ? get(got, "ipc", false) : get(got, name, nothing) == value for (name, value) in wanted)
    end || return false
    return all(get(result["envelope"], name, nothing) == value for (name, value) in get(expected, "envelope", Dict()))
end

function test_vectors()
    offline = Worker("", Dict{String,Any}(), Dict{String,Task}(), Dict{String,LogReport}())
    for vector in read_lines("vectors.jsonl")
        job = Dict("op" => "read", "envelope_base64" => vector["envelope_base64"], "files" => get(vector, "files", nothing))
        result = load_json(answer(offline, dump_json(job))[1])
        passed = any(expected -> agrees(result, expected), [vector["expect"]; get(vector, "also_accept", [])])
        passed || println(vector["name"], ": ", first(string(result), 500))
        @test passed
    end
end
