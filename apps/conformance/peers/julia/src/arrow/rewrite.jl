# Batches as a plain reader needs them. Their heads keep their form: numbers in them change, fields are taken out.

function rewrite_messages(data::Vector{UInt8}, messages, inflate::Function, code::String)::Vector{UInt8}
    schema = header_table(data, messages[1], code)
    fields = read_schema(schema)
    encoded = dictionary_fields(fields)
    out = IOBuffer()
    write_message(out, rewrite_schema(data, messages[1], schema, code), UInt8[])
    for message in messages[2:end]
        id = message.kind == 2 ? scalar(Int64, header_table(data, message, code), 0, Int64(0)) : Int64(0)
        columns = message.kind == 2 ? [without_dictionary(encoded[id])] : fields
        write_message(out, rewrite_batch(data, message, columns, inflate, code)...)
    end
    write(out, ARROW_CONTINUATION, htol(Int32(0)))
    return take!(out)
end

function write_message(out::IO, head::Vector{UInt8}, body::Vector{UInt8})
    append!(head, zeros(UInt8, mod(-length(head), 8)))
    write(out, ARROW_CONTINUATION, htol(Int32(length(head))), head, body)
end

function rewrite_schema(data, message::ArrowMessage, schema::FlatTable, code)
    head = message.is_footer ? schema_head(data, message, code) : data[message.head_first:message.head_last]
    # The footer lies behind the message that was put around it.
    shift = message.head_first - 1 - (message.is_footer ? 40 : 0)
    foreach(field -> make_plain!(head, field, shift), subtables(schema, 1))
    return head
end

"A column of views becomes one of large offsets: both types have no settings, so that only their number differs."
function make_plain!(head, field::FlatTable, shift::Int)
    kind = scalar(UInt8, field, 2, 0x00)
    kind in (0x17, 0x18) && (head[slot(field, 2)-shift] = kind - 0x04)
    foreach(child -> make_plain!(head, child, shift), subtables(field, 5))
end

function rewrite_batch(data, message::ArrowMessage, columns, inflate::Function, code)
    head = data[message.head_first:message.head_last]
    shift = message.head_first - 1
    table = batch_table(data, message, code)
    codec = codec_of(table, code)
    batch = ArrowBatch(data, message, table, DecodedBudget(typemax(Int), 0, code))
    contents = map(0:batch.buffers[2]-1) do number
        first, size = buffer_at(batch, number)
        codec === nothing ? data[first:first+size-1] : inflated(data, first, size, codec, inflate, code)
    end
    any(has_views, columns) && (contents = without_views(columns, batch, contents))
    body = IOBuffer()
    # The vector of buffers is written anew behind all else: its items are aligned to 8 bytes, its count stands before them.
    append!(head, zeros(UInt8, mod(4 - length(head), 8)))
    vector = length(head) + 1
    append!(head, reinterpret(UInt8, [htol(UInt32(length(contents)))]))
    for content in contents
        append!(head, reinterpret(UInt8, htol.(Int64[position(body), length(content)])))
        write(body, content, zeros(UInt8, mod(-length(content), 8)))
    end
    bytes = take!(body)
    at = slot(table, 2)
    at == 0 || put_little_endian!(head, at - shift, UInt32(vector - (at - shift)))
    at = slot(message_table(data, message, code), 3)
    at == 0 || put_little_endian!(head, at - shift, Int64(length(bytes)))
    remove_fields!(head, table, shift, (3, 4))
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

"Takes fields out of `table`. Tables may share a vtable, so it gets one of its own, behind all others."
function remove_fields!(head::Vector{UInt8}, table::FlatTable, shift::Int, numbers)
    append!(head, zeros(UInt8, mod(-length(head), 8)))
    vtable = table.data[table.vtable:table.vtable+table.vtable_size-1]
    for number in numbers
        6 + 2number <= length(vtable) && put_little_endian!(vtable, 5 + 2number, UInt16(0))
    end
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
