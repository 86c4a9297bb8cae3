# Stands in for Arrow.jl: it writes the file format from a task, and reads in one, so that what it throws comes wrapped.
module Arrow

struct Table
    bytes::Vector{UInt8}
end

function write(io::IO, table; file = nothing)
    file === true || error("expected the file format")
    fetch(@async table isa Vector{<:NamedTuple} ? Base.write(io, "ARROW1\0\0", string(table)) : error("no table: $(typeof(table))"))
    return io
end

Table(bytes::Vector{UInt8}, pos::Integer, len = nothing) = Table(bytes)

end
