# Every value of a batch lies where its column says, before a reader that trusts it sees a byte.

const NO_BITMAP = (0, 0)
is_valid_row(data, bitmap, row) = bitmap === NO_BITMAP || data[bitmap[1]+row>>3] >> (row & 7) & 0x01 == 0x01

"Checks one column, and what is nested in it; gives its length. `dictionaries` are the lengths by id."
function check_column(field::ArrowField, batch::ArrowBatch, dictionaries::Dict{Int64,Int})::Int
    rows, nulls = next_node!(batch)
    if field.dictionary !== nothing
        bitmap = check_bitmap(batch, rows, nulls)
        start, _ = next_buffer!(batch, rows * field.index_bits ÷ 8)
        haskey(dictionaries, field.dictionary) || damaged(batch.code, "column $(quoted(field.name)) has no dictionary")
        batch.is_compressed || check_keys(field, batch, bitmap, start, rows, dictionaries[field.dictionary])
        return rows
    end
    kind = field.kind
    if kind == 1
        spend!(batch.budget, 8rows)
        return rows
    end
    kind == 14 && return check_union(field, batch, dictionaries, rows)
    bitmap = check_bitmap(batch, rows, nulls)
    if kind in (4, 5, 19, 20)
        check_values(field, batch, bitmap, rows, kind in (19, 20) ? Int64 : Int32)
    elseif kind in (23, 24)
        check_views(field, batch, bitmap, rows)
    elseif kind in (12, 17, 21)
        OffsetType = kind == 21 ? Int64 : Int32
        start, _ = next_buffer!(batch, rows == 0 ? 0 : (rows + 1) * sizeof(OffsetType))
        child = check_column(field.children[1], batch, dictionaries)
        batch.is_compressed || check_offsets(OffsetType, batch, start, rows, child)
    elseif kind == 16
        field.width == 0 && spend!(batch.budget, 8rows)
        needed = rows * Int128(field.width)
        child = check_column(field.children[1], batch, dictionaries)
        child >= needed || damaged(batch.code, "a nested column has $child values where $needed are needed")
    elseif kind == 13
        isempty(field.children) && spend!(batch.budget, 8rows)
        for each in field.children
            child = check_column(each, batch, dictionaries)
            child >= rows || damaged(batch.code, "a nested column has $child values where $rows are needed")
        end
    else
        field.width == 0 && spend!(batch.budget, 8rows)
        next_buffer!(batch, cld(rows * Int128(field.width), 8))
    end
    return rows
end

function check_bitmap(batch::ArrowBatch, rows, nulls)
    first, size = next_buffer!(batch, nulls == 0 ? 0 : cld(rows, 8))
    return nulls == 0 || batch.is_compressed ? NO_BITMAP : (first, size)
end

function check_offsets(::Type{T}, batch::ArrowBatch, start, rows, limit) where {T}
    rows == 0 && return 0
    previous = little_endian(T, batch.data, start)
    previous >= 0 || damaged(batch.code, "the offsets of a column go back")
    for row in 1:rows
        offset = little_endian(T, batch.data, start + sizeof(T) * row)
        offset >= previous || damaged(batch.code, "the offsets of a column go back")
        previous = offset
    end
    previous <= limit || damaged(batch.code, "the offsets of a column point outside its values")
    return Int(previous)
end

function check_values(field, batch::ArrowBatch, bitmap, rows, ::Type{T}) where {T}
    offsets, _ = next_buffer!(batch, rows == 0 ? 0 : (rows + 1) * sizeof(T))
    first, size = next_buffer!(batch, 0)
    batch.is_compressed && return
    check_offsets(T, batch, offsets, rows, size)
    field.kind in (5, 20) || return
    at(row) = Int(little_endian(T, batch.data, offsets + sizeof(T) * row))
    for row in 0:rows-1
        is_valid_row(batch.data, bitmap, row) || continue
        is_utf8(batch.data, first + at(row), at(row + 1) - at(row)) || damaged(batch.code, "a text of column $(quoted(field.name)) is not UTF-8")
    end
end

"Whether `size` bytes from `first` on are UTF-8. Most texts are ASCII."
function is_utf8(data::Vector{UInt8}, first::Int, size::Int)
    @inbounds for at in first:first+size-1
        data[at] < 0x80 || return isvalid(String, data[at:first+size-1])
    end
    return true
end

function check_keys(field, batch::ArrowBatch, bitmap, start, rows, entries)
    bytes = field.index_bits ÷ 8
    for row in 0:rows-1
        at = start + bytes * row
        key = bytes == 1 ? Int128(batch.data[at]) : bytes == 2 ? Int128(little_endian(UInt16, batch.data, at)) : bytes == 4 ? Int128(little_endian(UInt32, batch.data, at)) : Int128(little_endian(UInt64, batch.data, at))
        # A negative key is a large one.
        limit = field.is_signed ? min(entries, Int128(1) << (field.index_bits - 1)) : entries
        key < limit || !is_valid_row(batch.data, bitmap, row) || damaged(batch.code, "a value of column $(quoted(field.name)) is no entry of its dictionary of $entries")
    end
end

"Values of 12 bytes and less lie inside their view. No column claims more than 256 MiB, or 16 times what it has."
function check_views(field, batch::ArrowBatch, bitmap, rows)
    views, _ = next_buffer!(batch, 16rows)
    buffers = [next_buffer!(batch, 0) for _ in 1:next_variadic!(batch)]
    batch.is_compressed && return
    claimed = 0
    for row in 0:rows-1
        is_valid_row(batch.data, bitmap, row) || continue
        at = views + 16row
        size = Int(little_endian(Int32, batch.data, at))
        size >= 0 || damaged(batch.code, "a value has a negative length")
        first = at + 4
        if size > 12
            number, offset = Int(little_endian(Int32, batch.data, at + 8)), Int(little_endian(Int32, batch.data, at + 12))
            0 <= number < length(buffers) && 0 <= offset && offset + size <= buffers[number+1][2] || damaged(batch.code, "a value lies outside its buffers")
            first = buffers[number+1][1] + offset
            claimed += size
        end
        field.kind == 24 && !is_utf8(batch.data, first, size) && damaged(batch.code, "a text of column $(quoted(field.name)) is not UTF-8")
    end
    stored = sum(Int[size for (_, size) in buffers])
    claimed <= max(1 << 28, 16stored) || damaged(batch.code, "a column claims values of $claimed bytes and has $stored")
end

function check_union(field, batch::ArrowBatch, dictionaries, rows)
    ids, _ = next_buffer!(batch, rows)
    offsets = field.is_dense ? next_buffer!(batch, 4rows)[1] : 0
    lengths = Dict(Int(id) => check_column(child, batch, dictionaries) for (id, child) in zip(field.type_ids, field.children))
    batch.is_compressed && return rows
    for row in 0:rows-1
        entries = get(lengths, Int(reinterpret(Int8, batch.data[ids+row])), -1)
        at = field.is_dense ? Int(little_endian(Int32, batch.data, offsets + 4row)) : row
        0 <= at < entries || damaged(batch.code, "a union points outside its members")
    end
    isempty(field.children) && spend!(batch.budget, 8rows)
    return rows
end
