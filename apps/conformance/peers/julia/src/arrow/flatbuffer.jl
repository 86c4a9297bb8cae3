# Tables of a flatbuffer, every access held against its bounds: readers of Arrow trust what they read.

"Throws `decode_error`, or `invalid_payload` for what the caller hands over."
damaged(code, text) = fail(code, "Arrow IPC is damaged: $text")

"A table within the bytes `first` to `last` of `data`."
struct FlatTable
    data::Vector{UInt8}
    first::Int
    last::Int
    at::Int
    vtable::Int
    vtable_size::Int
    code::String
end

function FlatTable(data::Vector{UInt8}, first::Int, last::Int, at::Int, code::String)
    assert_inside(first, last, at, 4, code)
    vtable = at - Int(little_endian(Int32, data, at))
    assert_inside(first, last, vtable, 4, code)
    size = Int(little_endian(UInt16, data, vtable))
    size >= 4 || damaged(code, "a table without fields")
    assert_inside(first, last, vtable, size, code)
    assert_inside(first, last, at, Int(little_endian(UInt16, data, vtable + 2)), code)
    return FlatTable(data, first, last, at, vtable, size, code)
end

"The root of the flatbuffer in the bytes `first` to `last`."
function root_table(data::Vector{UInt8}, first::Int, last::Int, code::String)
    assert_inside(first, last, first, 4, code)
    return FlatTable(data, first, last, first + Int(little_endian(UInt32, data, first)), code)
end

assert_inside(first, last, at, bytes, code) = first <= at && bytes >= 0 && at <= last - bytes + 1 || damaged(code, "a field of its head lies outside")

"Where the field `number` (from 0) lies, or 0 where it is absent."
function slot(table::FlatTable, number::Int)
    entry = 4 + 2number
    entry + 2 <= table.vtable_size || return 0
    offset = Int(little_endian(UInt16, table.data, table.vtable + entry))
    return offset == 0 ? 0 : table.at + offset
end

function scalar(::Type{T}, table::FlatTable, number::Int, default::T) where {T}
    at = slot(table, number)
    at == 0 && return default
    assert_inside(table.first, table.last, at, sizeof(T), table.code)
    return little_endian(T, table.data, at)
end

"Where an offset leads."
function follow(table::FlatTable, at::Int)
    assert_inside(table.first, table.last, at, 4, table.code)
    return at + Int(little_endian(UInt32, table.data, at))
end

function subtable(table::FlatTable, number::Int)
    at = slot(table, number)
    return at == 0 ? nothing : FlatTable(table.data, table.first, table.last, follow(table, at), table.code)
end

"Position of the first item and count of a vector whose items have `size` bytes."
function flat_vector(table::FlatTable, number::Int, size::Int)
    at = slot(table, number)
    at == 0 && return table.first, 0
    start = follow(table, at)
    assert_inside(table.first, table.last, start, 4, table.code)
    count = Int(little_endian(UInt32, table.data, start))
    assert_inside(table.first, table.last, start + 4, count * size, table.code)
    return start + 4, count
end

function subtables(table::FlatTable, number::Int)
    start, count = flat_vector(table, number, 4)
    return (FlatTable(table.data, table.first, table.last, follow(table, start + 4(at - 1)), table.code) for at in 1:count)
end

function flat_text(table::FlatTable, number::Int)
    start, count = flat_vector(table, number, 1)
    return String(table.data[start:start+count-1])
end

function little_endian(::Type{T}, data::Vector{UInt8}, at::Int) where {T}
    value = zero(unsigned(T))
    for byte in sizeof(T):-1:1
        value = value << 8 | data[at+byte-1]
    end
    return value % T
end

function put_little_endian!(data::Vector{UInt8}, at::Int, value::T) where {T<:Integer}
    for byte in 0:sizeof(T)-1
        data[at+byte] = (value >> 8byte) % UInt8
    end
end
