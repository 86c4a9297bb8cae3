# Arrow IPC without Arrow.jl: whether the bytes are whole. Values are handed over as bytes.

const ARROW_FILE_MAGIC = Vector{UInt8}("ARROW1")
const ARROW_CONTINUATION = fill(0xff, 4)

is_arrow_ipc(data::Vector{UInt8}) = has_prefix(data, ARROW_FILE_MAGIC) || has_prefix(data, ARROW_CONTINUATION)
has_prefix(data, prefix) = length(data) >= length(prefix) && view(data, 1:length(prefix)) == prefix

"Throws `code` for bytes that are no Arrow IPC, or truncated."
function assert_arrow_ipc(data::Vector{UInt8}, code::String)
    if has_prefix(data, Vector{UInt8}("FEA1"))
        fail(code, "Feather V1 is not Arrow IPC; write it as version 2")
    elseif has_prefix(data, ARROW_FILE_MAGIC)
        length(data) >= 18 && data[end-5:end] == ARROW_FILE_MAGIC || fail(code, "Arrow file of $(length(data)) bytes is truncated: its closing magic is missing")
        footer = Int(little_endian(Int32, data, length(data) - 9))
        0 < footer <= length(data) - 18 || fail(code, "Arrow file has a footer length of $footer bytes, which does not fit")
    elseif has_prefix(data, ARROW_CONTINUATION)
        assert_messages(data, 1, length(data), code)
    else
        fail(code, "not Arrow IPC: the first bytes are $(data[1:min(8, end)])")
    end
    return data
end

"Walks the encapsulated messages; the end marker may be missing, a message may not be cut."
function assert_messages(data, at, last, code)
    truncated() = fail(code, "Arrow IPC is truncated at byte $(at - 1)")
    count = 0
    while at <= last
        at + 7 <= last || truncated()
        little_endian(UInt32, data, at) == 0xffffffff || fail(code, "Arrow IPC has no message at byte $(at - 1)")
        length_of_head = Int(little_endian(Int32, data, at + 4))
        length_of_head == 0 && break
        head = at + 8
        (length_of_head > 0 && head + length_of_head - 1 <= last) || truncated()
        body = body_length(data, head, head + length_of_head - 1, code)
        (0 <= body && head + length_of_head + body - 1 <= last) || truncated()
        at = head + length_of_head + body
        count += 1
    end
    count > 0 || fail(code, "Arrow IPC without a schema")
end

"`Message.bodyLength` of the flatbuffer between `head` and `last`."
function body_length(data, head, last, code)
    inside(at, bytes) = head <= at && at + bytes - 1 <= last || fail(code, "Arrow IPC message at byte $(head - 1) is damaged")
    inside(head, 4)
    table = head + Int(little_endian(Int32, data, head))
    inside(table, 4)
    vtable = table - Int(little_endian(Int32, data, table))
    inside(vtable, 4)
    little_endian(UInt16, data, vtable) >= 12 || return 0
    inside(vtable, 12)
    offset = little_endian(UInt16, data, vtable + 10)
    offset == 0 && return 0
    inside(table + offset, 8)
    return Int(little_endian(Int64, data, table + offset))
end

function little_endian(::Type{T}, data::Vector{UInt8}, at::Int) where {T}
    return ltoh(reinterpret(T, data[at:at+sizeof(T)-1])[1])
end
