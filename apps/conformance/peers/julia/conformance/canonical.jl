# Received values in the canonical form of the vectors, and their digest.

function canonical_payload((dataname, value, payload_type), answer)
    head = Dict{String,Any}("dataname" => dataname, "type" => payload_type)
    if payload_type == "text"
        return answer == "full" ? merge!(head, Dict("text" => value)) : merge!(head, bytes_of(Vector{UInt8}(codeunits(value))))
    elseif payload_type in ("dictionary", "jsontable")
        if answer == "full"
            return merge!(head, Dict("value" => canonical_json(value)))
        end
        return merge!(head, Dict("len" => value isa Union{AbstractDict,AbstractVector} ? length(value) : 0, "sha256" => digest(canonical_json(value))))
    end
    payload_type == "arrowtable" && (head["ipc"] = true)
    return merge!(head, bytes_of(value))
end

bytes_of(raw) = Dict("len" => length(raw), "sha256" => bytes2hex(sha256(raw)))

canonical_json(value) = value
canonical_json(value::Integer) = value isa Bool || -2^53 < value < 2^53 ? value : string(value)
canonical_json(value::AbstractFloat) = isnan(value) ? "NaN" : isfinite(value) ? value : value > 0 ? "Infinity" : "-Infinity"
canonical_json(value::AbstractDict) = Dict{String,Any}(key => canonical_json(member) for (key, member) in value)
canonical_json(value::AbstractVector) = Any[canonical_json(item) for item in value]

function digest(value)
    io = IOBuffer()
    walk(io, value)
    return bytes2hex(sha256(take!(io)))
end

walk(io, ::Nothing) = write(io, 'n')
walk(io, value::Bool) = write(io, value ? 't' : 'f')
walk(io, value::Real) = (write(io, 'd'); write(io, hton(reinterpret(UInt64, Float64(value)))))
walk(io, value::String) = (write(io, 's'); write(io, hton(UInt32(ncodeunits(value)))); write(io, value))
function walk(io, value::AbstractVector)
    write(io, 'a')
    write(io, hton(UInt32(length(value))))
    foreach(item -> walk(io, item), value)
end
function walk(io, value::AbstractDict)
    write(io, 'o')
    write(io, hton(UInt32(length(value))))
    for key in sort!(collect(keys(value)); by = codeunits)
        walk(io, key)
        walk(io, value[key])
    end
end
