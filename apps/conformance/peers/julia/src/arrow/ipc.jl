# Arrow IPC: what is handed on is whole, and holds nothing that would lead its reader astray.

"""
Checks bytes of Arrow IPC, file or stream: whole, of known types, every buffer, offset and key in its bounds, and nothing that takes more
than `max_decoded_bytes` (the larger of 1 GiB and 8 times the bytes) to read. Compressed buffers are only measured here. Throws `code`.
"""
function assert_arrow_ipc(data::Vector{UInt8}, code::String; max_decoded_bytes = nothing)
    messages, _ = arrow_messages(data, code)
    check_batches(data, messages, code, DecodedBudget(max_decoded_bytes, length(data), code))
    return data
end

"""
The same bytes, or a stream made of them, as a plain reader needs them: checked, not compressed, without views, buffers aligned, in the
order of the footer, with continuation markers. `inflate(codec, bytes, size)` gives exactly `size` bytes.
"""
function plain_arrow_ipc(data::Vector{UInt8}, inflate::Function, code::String; max_decoded_bytes = nothing)
    budget = DecodedBudget(max_decoded_bytes, length(data), code)
    messages, is_in_order = arrow_messages(data, code)
    if !is_in_order || any(has_views, read_schema(header_table(data, messages[1], code))) || any(message -> message.is_old || !is_plain(data, message, code), messages)
        check_batches(data, messages, code, budget)
        data = rewrite_messages(data, messages, inflate, code)
        messages, _ = arrow_messages(data, code)
        budget = DecodedBudget(typemax(Int), 0, code)
    end
    check_batches(data, messages, code, budget)
    return data
end

function check_batches(data, messages, code, budget)
    fields = read_schema(header_table(data, messages[1], code))
    encoded = dictionary_fields(fields)
    lengths = Dict{Int64,Int}()
    for message in messages[2:end]
        header = header_table(data, message, code)
        if message.kind == 2
            id, is_delta = scalar(Int64, header, 0, Int64(0)), scalar(UInt8, header, 2, 0x00) != 0
            haskey(encoded, id) || damaged(code, "a dictionary that no column has")
            inner = subtable(header, 1)
            inner === nothing && damaged(code, "a dictionary without values")
            added = check_batch(data, message, inner, [without_dictionary(encoded[id])], lengths, budget)
            lengths[id] = is_delta ? get(lengths, id, 0) + added : added
        else
            check_batch(data, message, header, fields, lengths, budget)
        end
    end
end

"Rows of the batch."
function check_batch(data, message, table, fields, lengths, budget)
    batch = ArrowBatch(data, message, table, budget)
    rows = rows_of(batch)
    rows >= 0 || damaged(batch.code, "a batch of $rows rows")
    isempty(fields) && spend!(budget, 8 * Int128(rows))
    batch.is_compressed && measure_compressed(batch)
    for field in fields
        check_column(field, batch, lengths) == rows || damaged(batch.code, "column $(quoted(field.name)) has not the $rows rows of its batch")
    end
    return Int(rows)
end

"Compressed buffers say how much they hold, and may not share their bytes: else a few kilobytes would be gigabytes."
function measure_compressed(batch::ArrowBatch)
    buffers = Tuple{Int,Int}[buffer_at(batch, number) for number in 0:batch.buffers[2]-1]
    stop = 0
    for (first, size) in sort(filter(buffer -> buffer[2] > 0, buffers))
        first >= stop || damaged(batch.code, "its compressed buffers overlap")
        stop = first + size
        size >= 8 || damaged(batch.code, "a compressed buffer of $size bytes")
        whole = little_endian(Int64, batch.data, first)
        whole >= -1 || damaged(batch.code, "a compressed buffer says it holds $whole bytes")
        spend!(batch.budget, max(0, whole))
    end
end

"The field of the values themselves."
without_dictionary(field::ArrowField) = ArrowField(field.name, field.kind, field.width, field.children, nothing, 0, false, field.is_dense, field.type_ids)

"By id, the fields whose values a dictionary holds; of several with one id the first."
function dictionary_fields(fields, found = Dict{Int64,ArrowField}())
    for field in fields
        field.dictionary === nothing || get!(found, field.dictionary, field)
        dictionary_fields(field.children, found)
    end
    return found
end

"Not compressed, and its buffers lie as their values need it."
function is_plain(data, message::ArrowMessage, code)
    message.kind == 1 && return true
    table = batch_table(data, message, code)
    subtable(table, 3) === nothing || return false
    start, count = flat_vector(table, 2, 16)
    return all(number -> (message.body_first - 1 + little_endian(Int64, data, start + 16number)) % 8 == 0, 0:count-1)
end

function batch_table(data, message::ArrowMessage, code)
    header = header_table(data, message, code)
    message.kind == 3 && return header
    inner = subtable(header, 1)
    inner === nothing && damaged(code, "a dictionary without values")
    return inner
end
