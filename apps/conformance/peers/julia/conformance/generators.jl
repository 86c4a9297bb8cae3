# Values too big to be written into a job, made from a seed. See PROTOCOL.md.

const BLOCK = 65_521
const LETTERS = Vector{UInt8}("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

function block(seed)
    x = UInt32(seed)
    made = Vector{UInt8}(undef, BLOCK)
    for at in 1:BLOCK
        x ⊻= x << 13
        x ⊻= x >> 17
        x ⊻= x << 5
        made[at] = x % UInt8
    end
    return made
end

letters(seed) = [LETTERS[(byte&63)+1] for byte in block(seed)]

repeated(piece, size) = resize!(repeat(piece, cld(size, length(piece))), size)

text(size, seed) = size < 9 ? String(repeated(letters(seed), size)) : "é€😀" * String(repeated(letters(seed), size - 9))

function json_rows(rows, seed)
    source = letters(seed)
    return map(0:rows-1) do k
        start = k * 7919 % 65_000
        Dict{String,Any}("id" => k, "value" => k / 8, "even" => iseven(k), "none" => nothing, "note" => String(source[start+1:start+500]))
    end
end

function generate(spec)
    kind, seed = spec["gen"], get(spec, "seed", 1)
    if haskey(spec, "rows")
        kind == "jsontable" && return json_rows(spec["rows"], seed)
        kind == "dictionary" && return Dict{String,Any}("rows" => json_rows(spec["rows"], seed), "nested" => Dict("list" => Any[1, Any[2.5, "x"], Dict{String,Any}()]))
    else
        size = spec["size"]
        kind == "bytes" && return repeated(block(seed), size)
        kind == "text" && return text(size, seed)
        kind == "dictionary" && return size == 0 ? Dict{String,Any}() : Dict{String,Any}("text" => text(size - 11, seed))
        kind == "jsontable" && return size == 0 ? Dict{String,Any}[] : [Dict{String,Any}("text" => text(size - 13, seed))]
    end
    throw(NatsBridgeError("unsupported", "generator $(repr(kind)) needs Arrow.jl; hand the table over as a file"))
end
