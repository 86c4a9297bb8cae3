# Tables through Arrow.jl: any table in, `Arrow.Table` out. It trusts what it is given, both ways: what it sees was checked.
module NATSBridgeArrowExt

import NATSBridge
using Dates, UUIDs
using NATSBridge: MOST_FOREIGN, cut, fail, is_interrupt, quoted, reason_of

# `NATSBridge.Arrow` is there where Julia has no package extensions.
if isdefined(NATSBridge, :Arrow)
    using NATSBridge: Arrow
else
    using Arrow
end

const Tables = Arrow.Tables

function NATSBridge.write_arrow(table)::Vector{UInt8}
    try
        Tables.istable(table) || fail("invalid_payload", "arrowtable is a table (DataFrame, NamedTuple of vectors, vector of NamedTuples, ...) or Arrow IPC bytes, not $(cut(string(typeof(table)), MOST_FOREIGN))")
        for part in Tables.partitions(table)
            columns = Tables.columns(part)
            for name in Tables.columnnames(columns)
                assert_column(String(name), Tables.getcolumn(columns, name))
            end
        end
        buffer = IOBuffer()
        Arrow.write(buffer, table; file = true)
        return NATSBridge.assert_arrow_ipc(take!(buffer), "invalid_payload")
    catch error
        (error isa NATSBridge.NatsBridgeError || is_interrupt(error)) && rethrow()
        fail("invalid_payload", "Arrow.jl cannot write this table: $(reason_of(error))")
    end
end

function assert_column(name::String, column)
    fault = fault_of(eltype(column))
    fault === nothing && return
    # The type says too little, or something that no row may hold.
    for (at, value) in enumerate(column)
        fault = fault_in(value)
        fault === nothing || fail("invalid_payload", "column $(quoted(name)), row $(at - 1): $fault")
    end
end

"As `fault_of`, of one value: what its type leaves open is looked for in it."
function fault_in(value)
    fault = fault_of(typeof(value))
    fault === nothing && return nothing
    value isa Union{AbstractArray,AbstractSet,Tuple,NamedTuple,AbstractDict} || return fault
    items = value isa AbstractDict ? Iterators.flatten(pairs(value)) : value
    return first_of(fault_in, items)
end

function first_of(find, items)
    for item in items
        found = find(item)
        found === nothing || return found
    end
    return nothing
end

"Why Arrow has no place for values of `T` that others could read; `nothing` where it has."
function fault_of(::Type{T}) where {T}
    T === Any && return "values of any type"
    T isa Union && return something(fault_of(T.a), fault_of(T.b), Some(nothing))
    T <: Union{Missing,Nothing,Bool,Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64,Float16,Float32,Float64,AbstractString,Symbol,Char,TimeType,UUID} && return nothing
    T <: Union{Week,Day,Hour,Minute,Second,Millisecond,Microsecond,Nanosecond} && return nothing
    T <: Integer && return "a $T is wider than 64 bits, which others cannot read; convert it to Int64, to text or to an Arrow.Decimal"
    T <: Union{Function,Type,Module,IO,Ptr,Task,Ref} && return "a $(cut(string(T), 100)) is no data"
    T <: Union{AbstractFloat,Rational,Complex,Period} && return "a $T is no Arrow type; convert it to Float64 or text"
    # A string type of its own, a time with zone, a category: whoever gave it an Arrow name knows how it is read.
    is_known(T) && return nothing
    T <: Union{AbstractArray,AbstractSet} && return fault_of(eltype(T))
    T <: NamedTuple && return isconcretetype(T) ? first_of(fault_of, fieldtypes(T)) : "NamedTuples of several kinds"
    T <: Tuple && return isconcretetype(T) ? first_of(fault_of, fieldtypes(T)) : "tuples of several kinds"
    T <: AbstractDict && return isconcretetype(T) ? something(fault_of(keytype(T)), fault_of(valtype(T)), Some(nothing)) : "dictionaries of several kinds"
    return "a $(cut(string(T), 100)) would become a struct that nobody can turn back; convert it to a NamedTuple, or give it an ArrowTypes.arrowname"
end

is_known(::Type{T}) where {T} = T <: Enum || Arrow.ArrowTypes.arrowname(T) !== Symbol("") || nameof(parentmodule(T)) in (:Arrow, :TimeZones, :CategoricalArrays, :PooledArrays)

"Items of a fixed-size value: each size is a type of its own, which Julia compiles for."
const MOST_ITEMS = 65_536

function assert_compilable(field::NATSBridge.ArrowField)
    items = field.kind == 15 ? field.width ÷ 8 : field.kind == 16 ? field.width : 0
    items <= MOST_ITEMS || fail("decode_error", "column $(quoted(field.name)) has values of a fixed size of $items, over $MOST_ITEMS; let the sender use lists or binary")
    field.kind == 7 && !(field.width in (128, 256)) && fail("decode_error", "column $(quoted(field.name)) has decimals of $(field.width) bits, which Arrow.jl does not read; let the sender use 128")
    field.kind == 11 && field.width == 128 && fail("decode_error", "column $(quoted(field.name)) has intervals of months, days and nanoseconds, which Arrow.jl does not read")
    foreach(assert_compilable, field.children)
end

function NATSBridge.read_arrow(bytes::Vector{UInt8})
    try
        messages, _ = NATSBridge.arrow_messages(bytes, "decode_error")
        foreach(assert_compilable, NATSBridge.read_schema(NATSBridge.header_table(bytes, messages[1], "decode_error")))
        return Arrow.Table(bytes)
    catch error
        (error isa NATSBridge.NatsBridgeError || is_interrupt(error)) && rethrow()
        fail("decode_error", "Arrow.jl cannot read this table: $(reason_of(error))")
    end
end

# The packages that Arrow.jl decompresses with. Its own way to use them differs from version to version.
function NATSBridge.decompress(codec::Symbol, bytes::Vector{UInt8}, size::Int)::Vector{UInt8}
    package = parentmodule(codec === :lz4 ? Arrow.LZ4FrameDecompressor : Arrow.ZstdDecompressor)
    stream = (codec === :lz4 ? package.LZ4FrameDecompressorStream : package.ZstdDecompressorStream)(IOBuffer(bytes))
    try
        content = read(stream, size)
        # Never more than was announced.
        length(content) == size && eof(stream) || error("the buffer has not the $size bytes that it says")
        return content
    finally
        close(stream)
    end
end

end
