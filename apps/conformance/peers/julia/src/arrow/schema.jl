# The schema of Arrow IPC, as far as the layout of its batches depends on it. Numbers are those of the format's Schema.fbs.

const MOST_ARROW_FIELDS = 65_536
const MOST_ARROW_DEPTH = 64

struct ArrowField
    name::String
    "Number of the type."
    kind::Int
    "Bits of one value where its size is fixed; items of a fixed-size list."
    width::Int
    children::Vector{ArrowField}
    "Of a dictionary-encoded field, else `nothing`."
    dictionary::Union{Nothing,Int64}
    index_bits::Int
    is_signed::Bool
    is_dense::Bool
    type_ids::Vector{Int32}
end

const UNSUPPORTED_ARROW = Dict(22 => "RunEndEncoded", 25 => "ListView", 26 => "LargeListView")

function read_schema(schema::FlatTable)::Vector{ArrowField}
    scalar(Int16, schema, 0, Int16(0)) == 0 || damaged(schema.code, "it is big-endian, which is not supported")
    check_metadata(schema, 2)
    left = Ref(MOST_ARROW_FIELDS)
    return ArrowField[read_field(field, 1, left) for field in subtables(schema, 1)]
end

function check_metadata(table::FlatTable, number::Int)
    for pair in subtables(table, number)
        flat_text(pair, 0)
        flat_text(pair, 1)
    end
end

function read_field(field::FlatTable, depth::Int, left::Ref{Int})::ArrowField
    # Offsets may lead to one table many times.
    (left[] -= 1) >= 0 || damaged(field.code, "more than $(thousands(MOST_ARROW_FIELDS)) columns")
    depth <= MOST_ARROW_DEPTH || damaged(field.code, "columns nested deeper than $MOST_ARROW_DEPTH")
    name = flat_text(field, 0)
    scalar(UInt8, field, 1, 0x00)
    check_metadata(field, 6)
    children = ArrowField[read_field(child, depth + 1, left) for child in subtables(field, 5)]
    kind = Int(scalar(UInt8, field, 2, 0x00))
    width, is_dense, type_ids = read_type(field, kind, name, children)
    encoding = subtable(field, 4)
    encoding === nothing && return ArrowField(name, kind, width, children, nothing, 0, false, is_dense, type_ids)
    index = subtable(encoding, 1)
    bits, is_signed = index === nothing ? (32, true) : (Int(scalar(Int32, index, 0, Int32(0))), scalar(UInt8, index, 1, 0x00) != 0)
    bits in (8, 16, 32, 64) || damaged(field.code, "there are no keys of $bits bits")
    scalar(UInt8, encoding, 2, 0x00)
    return ArrowField(name, kind, width, children, scalar(Int64, encoding, 0, Int64(0)), bits, is_signed, is_dense, type_ids)
end

"Width of the type, whether a union is dense, its ids."
function read_type(field::FlatTable, kind::Int, name, children)
    code, shown = field.code, quoted(name)
    details = subtable(field, 3)
    number(at, default = 0) = details === nothing ? default : Int(scalar(Int32, details, at, Int32(default)))
    unit(default = 0) = details === nothing ? default : Int(scalar(Int16, details, 0, Int16(default)))
    allowed(value, those, what) = value in those ? value : damaged(code, "column $shown has $what number $value, which is unknown")
    one_child() = length(children) == 1 || damaged(code, "the list $shown has $(length(children)) types of items")
    width, is_dense, type_ids = 0, false, Int32[]
    if kind == 2
        width = allowed(number(0), (8, 16, 32, 64), "bits")
        scalar(UInt8, something(details, field), 1, 0x00)
    elseif kind == 3
        width = 16 << allowed(unit(), 0:2, "precision")
    elseif kind == 6
        width = 1
    elseif kind == 7
        width = allowed(number(2, 128), (32, 64, 128, 256), "bits")
        1 <= number(0) <= 76 && abs(number(1)) <= 76 || damaged(code, "column $shown has decimals that do not exist")
    elseif kind == 8
        width = 32 << allowed(unit(1), 0:1, "unit")
    elseif kind == 9
        width = allowed(unit(1), 0:3, "unit") < 2 ? 32 : 64
        number(1, 32) == width || damaged(code, "column $shown has times of $(number(1, 32)) bits")
    elseif kind in (10, 18)
        allowed(unit(kind == 18 ? 1 : 0), 0:3, "unit")
        kind == 10 && details !== nothing && flat_text(details, 1)
        width = 64
    elseif kind == 11
        width = 32 << allowed(unit(), 0:2, "unit")
    elseif kind == 14
        is_dense = allowed(unit(), 0:1, "mode") == 1
        start, count = details === nothing ? (1, 0) : flat_vector(details, 1, 4)
        type_ids = count == 0 ? Int32.(0:length(children)-1) : Int32[little_endian(Int32, field.data, start + 4(at - 1)) for at in 1:count]
        length(type_ids) == length(children) && all(id -> 0 <= id <= 127, type_ids) || damaged(code, "the ids of the union $shown do not fit its members")
    elseif kind in (15, 16)
        width = number(0)
        width >= 0 || damaged(code, "column $shown has the width $width")
        kind == 15 ? (width *= 8) : one_child()
    elseif kind in (12, 21)
        one_child()
    elseif kind == 17
        one_child()
        children[1].kind == 13 && length(children[1].children) == 2 || damaged(code, "the map $shown does not hold pairs")
        details === nothing || scalar(UInt8, details, 0, 0x00)
    elseif !(kind in (1, 4, 5, 13, 19, 20, 23, 24))
        fail(code, "column $shown has the type $(get(UNSUPPORTED_ARROW, kind, "number $kind")), which is not supported; let the sender convert it to a plain type")
    end
    return width, is_dense, type_ids
end
