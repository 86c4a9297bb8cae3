# The messages of an Arrow IPC stream or file, in the order in which they count.

const ARROW_FILE_MAGIC = Vector{UInt8}("ARROW1")
const ARROW_CONTINUATION = fill(0xff, 4)

is_arrow_ipc(data::Vector{UInt8}) = has_prefix(data, ARROW_FILE_MAGIC) || has_prefix(data, ARROW_CONTINUATION)
has_prefix(data, prefix) = length(data) >= length(prefix) && view(data, 1:length(prefix)) == prefix

"Kinds of `header`: 1 schema, 2 dictionary, 3 batch."
struct ArrowMessage
    kind::Int
    "The flatbuffer."
    head_first::Int
    head_last::Int
    body_first::Int
    body_length::Int
    "Written before 0.15, without a continuation marker."
    is_old::Bool
    "The schema of a file, whose head is the footer."
    is_footer::Bool
end

message_table(data, message::ArrowMessage, code) = root_table(data, message.head_first, message.head_last, code)

function header_table(data, message::ArrowMessage, code)
    header = subtable(message_table(data, message, code), message.is_footer ? 1 : 2)
    return header === nothing ? damaged(code, "a message without a header") : header
end

"All messages, the schema first. Throws `code`. `is_in_order`: one reads the same by going through the bytes as they lie."
function arrow_messages(data::Vector{UInt8}, code::String)
    has_prefix(data, Vector{UInt8}("FEA1")) && fail(code, "Feather V1 is not Arrow IPC; write it as version 2")
    messages, is_in_order = has_prefix(data, ARROW_FILE_MAGIC) ? file_messages(data, code) : (walk_messages(data, 1, length(data), code), true)
    isempty(messages) && fail(code, "Arrow IPC without a schema")
    messages[1].kind == 1 || damaged(code, "its first message is no schema")
    all(message -> message.kind in 1:3, messages) || fail(code, "Arrow IPC holds tensors, which are no table")
    count(message -> message.kind == 1, messages) == 1 || damaged(code, "it has several schemas")
    return messages, is_in_order
end

"Walks the encapsulated messages; the end marker may be missing, a message may not be cut."
function walk_messages(data, at, last, code)
    messages = ArrowMessage[]
    # A stream may end with the four zero bytes of an old end marker.
    while at <= last
        message = read_message(data, at, last, code)
        message === nothing && break
        push!(messages, message)
        at = message.body_first + message.body_length
    end
    return messages
end

"`nothing` at the end marker."
function read_message(data, at, last, code)::Union{ArrowMessage,Nothing}
    truncated() = fail(code, "Arrow IPC is truncated at byte $(at - 1)")
    at + 3 <= last || truncated()
    is_old = little_endian(UInt32, data, at) != 0xffffffff
    size_at = is_old ? at : at + 4
    size_at + 3 <= last || truncated()
    size = Int(little_endian(Int32, data, size_at))
    size == 0 && return nothing
    head = size_at + 4
    if !(0 < size <= last - head + 1)
        is_old ? fail(code, "not Arrow IPC: no message at byte $(at - 1)") : truncated()
    end
    table = root_table(data, head, head + size - 1, code)
    check_metadata(table, 4)
    version = scalar(Int16, table, 0, Int16(0))
    version in 3:4 || damaged(code, "it has version number $version of the format")
    body = scalar(Int64, table, 3, Int64(0))
    0 <= body <= last - head - size + 1 || truncated()
    kind = Int(scalar(UInt8, table, 1, 0x00))
    return ArrowMessage(kind, head, head + size - 1, head + size, Int(body), is_old, false)
end

"The messages that the footer names: some writers put no schema before them."
function file_messages(data, code)
    length(data) >= 18 && data[end-5:end] == ARROW_FILE_MAGIC || fail(code, "Arrow file of $(length(data)) bytes is truncated: its closing magic is missing")
    size = Int(little_endian(Int32, data, length(data) - 9))
    0 < size <= length(data) - 18 || fail(code, "Arrow file has a footer length of $size bytes, which does not fit")
    last = length(data) - 10
    footer = root_table(data, last - size + 1, last, code)
    body_last = last - size
    messages = ArrowMessage[ArrowMessage(1, last - size + 1, last, last + 1, 0, false, true)]
    for (number, kind) in ((2, 2), (3, 3))
        start, count = flat_vector(footer, number, 24)
        for block in 0:count-1
            offset = little_endian(Int64, data, start + 24block)
            8 <= offset < body_last || damaged(code, "a block lies outside the file")
            message = read_message(data, Int(offset) + 1, body_last, code)
            message !== nothing && message.kind == kind || damaged(code, "a block of the file is of another kind")
            push!(messages, message)
        end
    end
    walked = try
        walk_messages(data, 9, body_last, code)
    catch error
        error isa NatsBridgeError || rethrow()
        ArrowMessage[]
    end
    is_in_order = !isempty(walked) && walked[1].kind == 1 && walked[2:end] == messages[2:end]
    return is_in_order ? walked : messages, is_in_order
end
