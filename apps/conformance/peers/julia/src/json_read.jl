# Reading JSON without silent loss: integers are exact, NaN is read where it comes.

"Digits of an integer; more take a time that grows with their square."
const MOST_DIGITS = 4_300

mutable struct JsonReader
    bytes::Vector{UInt8}
    at::Int
    code::String
end

"Reads UTF-8 JSON into `Dict{String,Any}`, `Vector{Any}`, `String`, `Int64`, `BigInt`, `Float64`, `Bool`, `nothing`. Of a key twice the last counts."
function load_json(bytes::Vector{UInt8}; code::String = "decode_error")
    isvalid(String, bytes) || fail(code, "not UTF-8")
    reader = JsonReader(bytes, 1, code)
    value = read_json(reader, 0)
    skip_space(reader)
    reader.at > length(bytes) || malformed(reader, "more text after the value")
    return value
end

load_json(text::AbstractString; code::String = "decode_error") = load_json(Vector{UInt8}(codeunits(String(text))); code = code)

malformed(reader::JsonReader, what) = fail(reader.code, "not JSON: $what at byte $(reader.at - 1)")

@inline function skip_space(reader::JsonReader)
    bytes = reader.bytes
    while reader.at <= length(bytes) && (bytes[reader.at] == 0x20 || 0x09 <= bytes[reader.at] <= 0x0d && bytes[reader.at] != 0x0b && bytes[reader.at] != 0x0c)
        reader.at += 1
    end
end

function read_json(reader::JsonReader, depth::Int)
    skip_space(reader)
    reader.at <= length(reader.bytes) || malformed(reader, "the text ends too early")
    depth > MAX_JSON_DEPTH && fail(reader.code, "JSON nested too deep to read")
    byte = reader.bytes[reader.at]
    byte == UInt8('{') && return read_object(reader, depth)
    byte == UInt8('[') && return read_array(reader, depth)
    byte == UInt8('"') && return read_text(reader)
    for (word, value) in (("true", true), ("false", false), ("null", nothing), ("NaN", NaN), ("Infinity", Inf), ("-Infinity", -Inf))
        if byte == codeunit(word, 1) && starts_with(reader, word)
            reader.at += ncodeunits(word)
            return value
        end
    end
    return read_number(reader)
end

function starts_with(reader::JsonReader, word::String)
    last = reader.at + ncodeunits(word) - 1
    return last <= length(reader.bytes) && all(i -> reader.bytes[reader.at+i-1] == codeunit(word, i), 1:ncodeunits(word))
end

function read_object(reader::JsonReader, depth::Int)
    object = Dict{String,Any}()
    reader.at += 1
    skip_space(reader)
    if peek_byte(reader) == UInt8('}')
        reader.at += 1
        return object
    end
    while true
        skip_space(reader)
        peek_byte(reader) == UInt8('"') || malformed(reader, "expected a key")
        key = read_text(reader)
        skip_space(reader)
        peek_byte(reader) == UInt8(':') || malformed(reader, "expected ':'")
        reader.at += 1
        object[key] = read_json(reader, depth + 1)
        skip_space(reader)
        byte = peek_byte(reader)
        reader.at += 1
        byte == UInt8('}') && return object
        byte == UInt8(',') || malformed(reader, "expected ',' or '}'")
    end
end

function read_array(reader::JsonReader, depth::Int)
    array = Any[]
    reader.at += 1
    skip_space(reader)
    if peek_byte(reader) == UInt8(']')
        reader.at += 1
        return array
    end
    while true
        push!(array, read_json(reader, depth + 1))
        skip_space(reader)
        byte = peek_byte(reader)
        reader.at += 1
        byte == UInt8(']') && return array
        byte == UInt8(',') || malformed(reader, "expected ',' or ']'")
    end
end

peek_byte(reader::JsonReader) = reader.at <= length(reader.bytes) ? reader.bytes[reader.at] : 0x00

function read_text(reader::JsonReader)
    bytes = reader.bytes
    start = reader.at += 1
    while reader.at <= length(bytes)
        byte = bytes[reader.at]
        if byte == UInt8('"')
            reader.at += 1
            return String(bytes[start:reader.at-2])
        elseif byte == UInt8('\\')
            return read_escaped_text(reader, start)
        elseif byte < 0x20
            malformed(reader, "a control character in text")
        end
        reader.at += 1
    end
    malformed(reader, "text without its closing quote")
end

function read_escaped_text(reader::JsonReader, start::Int)
    bytes = reader.bytes
    io = IOBuffer()
    while reader.at <= length(bytes)
        byte = bytes[reader.at]
        if byte == UInt8('"')
            write(io, view(bytes, start:reader.at-1))
            reader.at += 1
            return String(take!(io))
        elseif byte == UInt8('\\')
            write(io, view(bytes, start:reader.at-1))
            reader.at += 1
            write_unescaped(io, reader)
            start = reader.at
        elseif byte < 0x20
            malformed(reader, "a control character in text")
        else
            reader.at += 1
        end
    end
    malformed(reader, "text without its closing quote")
end

function write_unescaped(io::IO, reader::JsonReader)
    byte = peek_byte(reader)
    reader.at += 1
    plain = findfirst(isequal(Char(byte)), "\"\\/bfnrt")
    if plain !== nothing
        write(io, ('"', '\\', '/', '\b', '\f', '\n', '\r', '\t')[plain])
    elseif byte == UInt8('u')
        unit = read_hex(reader)
        if 0xd800 <= unit < 0xdc00 && starts_with(reader, "\\u")
            before = reader.at
            reader.at += 2
            low = read_hex(reader)
            if 0xdc00 <= low < 0xe000
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            else
                reader.at = before
            end
        end
        write(io, Char(unit))
    else
        malformed(reader, "an unknown escape")
    end
end

function read_hex(reader::JsonReader)
    reader.at + 3 <= length(reader.bytes) || malformed(reader, "an escape that is cut off")
    unit = UInt32(0)
    for _ in 1:4
        byte = reader.bytes[reader.at]
        digit = UInt8('0') <= byte <= UInt8('9') ? byte - 0x30 : UInt8('a') <= (byte | 0x20) <= UInt8('f') ? (byte | 0x20) - 0x57 : malformed(reader, "an escape that is no number")
        unit = unit << 4 | digit
        reader.at += 1
    end
    return unit
end

function read_number(reader::JsonReader)
    bytes, start = reader.bytes, reader.at
    isdigit_at(at) = at <= length(bytes) && UInt8('0') <= bytes[at] <= UInt8('9')
    skip_digits(at) = (while isdigit_at(at); at += 1; end; at)
    at = start + (bytes[start] == UInt8('-'))
    isdigit_at(at) || malformed(reader, "a character that starts no value")
    if bytes[at] == UInt8('0') && isdigit_at(at + 1)
        malformed(reader, "a number with a leading zero")
    end
    at = skip_digits(at)
    is_integer = true
    if at <= length(bytes) && bytes[at] == UInt8('.')
        is_integer = false
        isdigit_at(at + 1) || malformed(reader, "a number without digits after its point")
        at = skip_digits(at + 1)
    end
    if at <= length(bytes) && bytes[at] | 0x20 == UInt8('e')
        is_integer = false
        at += 1
        at <= length(bytes) && bytes[at] in (UInt8('+'), UInt8('-')) && (at += 1)
        isdigit_at(at) || malformed(reader, "a number without digits in its exponent")
        at = skip_digits(at)
    end
    text = String(bytes[start:at-1])
    reader.at = at
    is_integer || return parse(Float64, text)
    at - start <= MOST_DIGITS || fail(reader.code, "JSON holds an integer of $(thousands(at - start)) digits, over $(thousands(MOST_DIGITS))")
    return at - start <= 18 ? parse(Int64, text) : something(tryparse(Int64, text), parse(BigInt, text))
end
