# A batch of columns: its nodes and buffers in the order of the schema, each held against what it must have.

"What reading may make beyond the received bytes."
mutable struct DecodedBudget
    left::Int
    most::Int
    code::String
end

DecodedBudget(most::Union{Int,Nothing}, received::Int, code) = (limit = most === nothing ? max(1024^3, 8 * received) : most; DecodedBudget(limit, limit, code))

function spend!(budget::DecodedBudget, bytes::Integer)
    0 <= bytes <= budget.left || fail(budget.code, "this table takes more than max_decoded_bytes $(thousands(budget.most)) to read"; option = "max_decoded_bytes", is_retryable = false)
    budget.left -= Int(bytes)
    return
end

mutable struct ArrowBatch
    data::Vector{UInt8}
    message::ArrowMessage
    table::FlatTable
    "Position and count of nodes, buffers and variadic counts, and how many were taken."
    nodes::Tuple{Int,Int}
    buffers::Tuple{Int,Int}
    variadic::Tuple{Int,Int}
    next_node::Int
    next_buffer::Int
    next_variadic::Int
    is_compressed::Bool
    budget::DecodedBudget
    code::String
end

function ArrowBatch(data, message::ArrowMessage, table::FlatTable, budget::DecodedBudget)
    compression = subtable(table, 3)
    compression === nothing || (scalar(Int8, compression, 0, Int8(0)), scalar(Int8, compression, 1, Int8(0)))
    return ArrowBatch(data, message, table, flat_vector(table, 1, 16), flat_vector(table, 2, 16), flat_vector(table, 4, 8), 0, 0, 0, compression !== nothing, budget, table.code)
end

rows_of(batch::ArrowBatch) = scalar(Int64, batch.table, 0, Int64(0))

"Length and count of nulls of the next column."
function next_node!(batch::ArrowBatch)
    start, count = batch.nodes
    batch.next_node < count || damaged(batch.code, "a batch has too few columns")
    at = start + 16batch.next_node
    batch.next_node += 1
    rows, nulls = little_endian(Int64, batch.data, at), little_endian(Int64, batch.data, at + 8)
    0 <= rows <= typemax(Int32) * Int64(4_096) && nulls <= rows || damaged(batch.code, "a column of $rows rows with $nulls nulls")
    return Int(rows), Int(nulls)
end

"First byte and length of the next buffer, which has at least `needed` bytes; of a compressed one nothing is known."
function next_buffer!(batch::ArrowBatch, needed::Integer)
    start, count = batch.buffers
    batch.next_buffer < count || damaged(batch.code, "a batch has too few buffers")
    first, size = buffer_at(batch, batch.next_buffer)
    batch.next_buffer += 1
    batch.is_compressed || size >= needed || damaged(batch.code, "a buffer has $size bytes where $needed are needed")
    return first, size
end

function buffer_at(batch::ArrowBatch, number::Int)
    at = batch.buffers[1] + 16number
    offset, size = little_endian(Int64, batch.data, at), little_endian(Int64, batch.data, at + 8)
    0 <= offset && 0 <= size && offset <= batch.message.body_length - size || damaged(batch.code, "a buffer lies outside its message")
    return batch.message.body_first + Int(offset), Int(size)
end

function next_variadic!(batch::ArrowBatch)
    start, count = batch.variadic
    batch.next_variadic < count || damaged(batch.code, "a batch has too few counts of buffers")
    value = little_endian(Int64, batch.data, start + 8batch.next_variadic)
    batch.next_variadic += 1
    0 <= value <= batch.buffers[2] || damaged(batch.code, "a column has $value buffers")
    return Int(value)
end
