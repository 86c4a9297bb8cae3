# Writing JSON without silent loss: integers are exact, NaN is refused with its path.

const MAX_JSON_DEPTH = 2_000

"Compact UTF-8 JSON. Throws `NatsBridgeError` with `code` and the path of what JSON would lose."
function dump_json(value; code::String = "invalid_payload")
    io = IOBuffer()
    write_json(io, value, Any[], code)
    return take!(io)
end

write_json(io::IO, ::Union{Nothing,Missing}, path, code) = print(io, "null")
write_json(io::IO, value::Bool, path, code) = print(io, value ? "true" : "false")
write_json(io::IO, value::Integer, path, code) = print(io, value)
write_json(io::IO, value::Union{AbstractChar,Symbol}, path, code) = write_json(io, string(value), path, code)

function write_json(io::IO, value::Union{Float16,Float32,Float64}, path, code)
    isfinite(value) || fail(code, "$(format_path(path)) is $value, which JSON cannot write; use nothing or text")
    print(io, Float64(value))
end

function write_json(io::IO, value::AbstractString, path, code)
    text = String(value)
    isvalid(text) || fail(code, "$(format_path(path)) is not valid UTF-8")
    write(io, '"')
    bytes = codeunits(text)
    start = 1
    for at in eachindex(bytes)
        byte = bytes[at]
        (byte >= 0x20 && byte != UInt8('"') && byte != UInt8('\\')) && continue
        start < at && write(io, view(bytes, start:at-1))
        if byte == UInt8('"') || byte == UInt8('\\')
            write(io, '\\', byte)
        else
            print(io, "\\u", string(byte, base = 16, pad = 4))
        end
        start = at + 1
    end
    start <= length(bytes) && write(io, view(bytes, start:length(bytes)))
    write(io, '"')
end

write_json(io::IO, value::NamedTuple, path, code) = write_members(io, pairs(value), path, code)
write_json(io::IO, value::AbstractDict, path, code) = write_members(io, pairs(value), path, code)

function write_members(io::IO, members, path, code)
    assert_depth(path, code)
    write(io, '{')
    first_member = true
    for (key, member) in members
        key isa Union{AbstractString,Symbol} ||
            fail(code, "$(format_path(path)) has the key $(quoted(key)) of type $(typeof(key)); JSON keys are text")
        first_member || write(io, ',')
        first_member = false
        push!(path, String(key))
        write_json(io, String(key), path, code)
        write(io, ':')
        write_json(io, member, path, code)
        pop!(path)
    end
    write(io, '}')
end

function write_json(io::IO, value::Union{AbstractVector,Tuple}, path, code)
    assert_depth(path, code)
    write(io, '[')
    for (at, item) in enumerate(value)
        at > 1 && write(io, ',')
        push!(path, at - 1)
        write_json(io, item, path, code)
        pop!(path)
    end
    write(io, ']')
end

write_json(io::IO, value, path, code) =
    fail(code, "$(format_path(path)) is a $(typeof(value)), which JSON does not know; convert it to text, a number, a vector or a Dict")

assert_depth(path, code) =
    length(path) < MAX_JSON_DEPTH || fail(code, "$(format_path(path[1:3]))… is nested too deep, or contains itself")

"`a.b[1]`; keys that are no words are quoted."
function format_path(path)
    isempty(path) && return "the value"
    text = ""
    for key in path
        ncodeunits(text) > MOST_FOREIGN && return "$text…"
        if key isa Integer
            text *= "[$key]"
        elseif ncodeunits(key) <= MOST_FOREIGN && occursin(r"^[\p{L}_$][\p{L}\p{N}_$-]*$", key)
            text *= isempty(text) ? key : ".$key"
        else
            text *= "[$(quoted(key))]"
        end
    end
    return text
end
