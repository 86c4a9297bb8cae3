# Batches as a plain reader needs them. Their heads keep their form: only numbers in them change, and one field is taken out.

function rewrite_messages(data::Vector{UInt8}, messages, inflate::Function, code::String)::Vector{UInt8}
    out = IOBuffer()
    for message in messages
        head, body = message.is_footer ? (schema_head(data, message, code), UInt8[]) : message.kind == 1 ? (data[message.head_first:message.head_last], UInt8[]) : rewrite_batch(data, message, inflate, code)
        append!(head, zeros(UInt8, mod(-length(head), 8)))
        write(out, ARROW_CONTINUATION, htol(Int32(length(head))), head, body)
    end
    write(out, ARROW_CONTINUATION, htol(Int32(0)))
    return take!(out)
end

function rewrite_batch(data, message::ArrowMessage, inflate::Function, code)
    head = data[message.head_first:message.head_last]
    shift = message.head_first - 1
    table = batch_table(data, message, code)
    codec = codec_of(table, code)
    start, count = flat_vector(table, 2, 16)
    body = IOBuffer()
    for number in 0:count-1
        at = start + 16number
        offset, size = Int(little_endian(Int64, data, at)), Int(little_endian(Int64, data, at + 8))
        0 <= offset && 0 <= size && offset <= message.body_length - size || damaged(code, "a buffer lies outside its message")
        first = message.body_first + offset
        content = codec === nothing ? view(data, first:first+size-1) : inflated(data, first, size, codec, inflate, code)
        put_little_endian!(head, at - shift, Int64(position(body)))
        put_little_endian!(head, at - shift + 8, Int64(length(content)))
        write(body, content)
        write(body, zeros(UInt8, mod(-length(content), 8)))
    end
    bytes = take!(body)
    length_at = slot(message_table(data, message, code), 3)
    length_at == 0 || put_little_endian!(head, length_at - shift, Int64(length(bytes)))
    codec === nothing || remove_field!(head, table, shift, 3)
    return head, bytes
end

function codec_of(table::FlatTable, code)
    compression = subtable(table, 3)
    compression === nothing && return nothing
    number = Int(scalar(Int8, compression, 0, Int8(0)))
    number in 0:1 && scalar(Int8, compression, 1, Int8(0)) == 0 || fail(code, "Arrow IPC is compressed in a way that is unknown (number $number)")
    return number == 0 ? :lz4 : :zstd
end

"The bytes of one compressed buffer: an empty one has no frame, -1 says that it is stored as it is."
function inflated(data, first, size, codec, inflate::Function, code)
    size == 0 && return UInt8[]
    size >= 8 || damaged(code, "a compressed buffer of $size bytes")
    whole = Int(little_endian(Int64, data, first))
    whole == -1 && return data[first+8:first+size-1]
    whole == 0 && return UInt8[]
    content = try
        inflate(codec, data[first+8:first+size-1], whole)
    catch error
        (error isa NatsBridgeError || is_interrupt(error)) && rethrow()
        damaged(code, "a $codec buffer cannot be decompressed: $(reason_of(error))")
    end
    length(content) == whole || damaged(code, "a $codec buffer says it holds $whole bytes and has others")
    return content
end

"Takes a field out of `table`. Tables may share a vtable, so it gets one of its own, behind all others."
function remove_field!(head::Vector{UInt8}, table::FlatTable, shift::Int, number::Int)
    append!(head, zeros(UInt8, mod(-length(head), 8)))
    vtable = table.data[table.vtable:table.vtable+table.vtable_size-1]
    put_little_endian!(vtable, 5 + 2number, UInt16(0))
    at = length(head) + 1
    append!(head, vtable)
    put_little_endian!(head, table.at - shift, Int32(table.at - shift - at))
    return
end

"A message around the schema of a footer: its table, and behind it the footer as it is."
function schema_head(data, message::ArrowMessage, code)::Vector{UInt8}
    schema = header_table(data, message, code)
    head = zeros(UInt8, 40)
    # Root; a vtable of 12 bytes for version, kind, header and body length; the table of 24 bytes.
    put_little_endian!(head, 1, UInt32(16))
    for (at, entry) in enumerate((12, 24, 4, 6, 8, 16))
        put_little_endian!(head, 3 + 2at, UInt16(entry))
    end
    put_little_endian!(head, 17, Int32(12))
    put_little_endian!(head, 21, Int16(4))
    head[23] = 0x01
    put_little_endian!(head, 25, UInt32(40 + (schema.at - message.head_first) - 24))
    return append!(head, data[message.head_first:message.head_last])
end
