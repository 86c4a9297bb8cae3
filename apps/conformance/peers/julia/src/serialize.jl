# Value to bytes and back, by multiple dispatch on the value and, inside, on the payload type.

assert_payload_type(payload_type) =
    payload_type in PAYLOAD_TYPES ? String(payload_type) : fail("unsupported_type", "payload type $(quoted(payload_type)) is none of $(join(PAYLOAD_TYPES, ", "))")

refuse(data, payload_type, wanted) = fail("invalid_payload", "$payload_type is $wanted, not $(typeof(data))")

"The bytes of a value. Throws `unsupported_type`, or `invalid_payload` when the value does not fit the type or would be lost."
function _serialize_data(data, payload_type::AbstractString)::Vector{UInt8}
    assert_payload_type(payload_type)
    payload_type == "dictionary" && return dump_json(data)
    payload_type in ("arrowtable", "jsontable") && return _serialize_table_data(data, payload_type)
    refuse(data, payload_type, payload_type == "text" ? "a String" : "a Vector{UInt8} or an IOBuffer")
end

function _serialize_data(data::AbstractString, payload_type::AbstractString)::Vector{UInt8}
    assert_payload_type(payload_type)
    payload_type == "dictionary" && return dump_json(data)
    payload_type == "text" || refuse(data, payload_type, payload_type in BINARY_TYPES ? "a Vector{UInt8} or an IOBuffer" : "a table")
    text = String(data)
    isvalid(text) || fail("invalid_payload", "text is not valid UTF-8")
    return Vector{UInt8}(codeunits(text))
end

function _serialize_data(data::AbstractVector{UInt8}, payload_type::AbstractString)::Vector{UInt8}
    assert_payload_type(payload_type)
    payload_type in BINARY_TYPES && return Vector{UInt8}(data)
    payload_type == "dictionary" && return dump_json(data)
    payload_type == "arrowtable" && return assert_arrow_ipc(Vector{UInt8}(data), "invalid_payload")
    refuse(data, payload_type, payload_type == "text" ? "a String" : "a vector of Dicts or NamedTuples")
end

function _serialize_data(data::IOBuffer, payload_type::AbstractString)::Vector{UInt8}
    assert_payload_type(payload_type)
    payload_type in BINARY_TYPES || refuse(data, payload_type, "no IOBuffer")
    at = position(data)
    content = read(seekstart(data))
    seek(data, at)
    return content
end

function _serialize_table_data(data, payload_type::AbstractString)::Vector{UInt8}
    if payload_type == "arrowtable"
        is_extended(write_arrow) || fail("invalid_payload", "without Arrow.jl an arrowtable is Arrow IPC bytes (Vector{UInt8}), not $(typeof(data)); install Arrow and say `using Arrow`")
        return write_arrow(data)
    elseif payload_type == "jsontable"
        data isa AbstractVector || refuse(data, payload_type, "a vector of Dicts or NamedTuples")
        for (at, row) in enumerate(data)
            row isa Union{AbstractDict,NamedTuple} || fail("invalid_payload", "row $(at - 1) of a jsontable is a Dict or NamedTuple, not $(typeof(row))")
        end
        return dump_json(data)
    end
    throw(ArgumentError("Unknown payload_type: $payload_type"))
end

"The value of the bytes. Throws `unsupported_type`, `decode_error`."
function _deserialize_data(data::Vector{UInt8}, payload_type::AbstractString; max_decoded_bytes = nothing)
    assert_payload_type(payload_type)
    if payload_type == "text"
        isvalid(String, data) || fail("decode_error", "text is not UTF-8")
        return String(copy(data))
    end
    payload_type == "dictionary" && return load_json(data)
    payload_type in BINARY_TYPES && return data
    return _deserialize_table_data(data, payload_type; max_decoded_bytes = max_decoded_bytes)
end

function _deserialize_table_data(data::Vector{UInt8}, payload_type::AbstractString; max_decoded_bytes = nothing)
    payload_type == "jsontable" && return assert_rows(load_json(data))
    is_extended(read_arrow) || return assert_arrow_ipc(data, "decode_error"; max_decoded_bytes = max_decoded_bytes)
    # Arrow.jl trusts what it reads: what it sees is checked first, and plain.
    return read_arrow(plain_arrow_ipc(data, decompress, "decode_error"; max_decoded_bytes = max_decoded_bytes))
end

function assert_rows(value)
    value isa AbstractVector || fail("decode_error", "jsontable is a list of objects, not $(typeof(value))")
    at = findfirst(row -> !(row isa AbstractDict), value)
    at === nothing || fail("decode_error", "row $(at - 1) of a jsontable is an object, not $(typeof(value[at]))")
    return value
end

"What older peers call `table` is an arrowtable when its bytes are Arrow IPC, else a jsontable."
resolve_table(payload_type, data) = payload_type == "table" ? (is_arrow_ipc(data) ? "arrowtable" : "jsontable") : assert_payload_type(payload_type)
