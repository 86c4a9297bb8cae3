# Stands in for HTTP.jl 0.9: `HTTP.open` with a stream, its options, and errors that hold the URL. It speaks in clear to the same port.
module HTTP

using Sockets

const opened = []
const OPTIONS = (:redirect, :retry, :status_exception, :decompress, :cookies, :connect_timeout, :readtimeout, :reuse_limit, :pipeline_limit)

struct IOError <: Exception
    e::Any
    message::String
end
Base.showerror(io::IO, error::IOError) = print(io, "IOError(", error.e, " during request(", error.message, ")")

mutable struct Response
    status::Int16
    headers::Vector{Pair{SubString{String},SubString{String}}}
end

mutable struct Stream
    socket::TCPSocket
    response::Union{Response,Nothing}
    left::Int
end

function open(f::Function, method::AbstractString, url::AbstractString, headers; options...)
    push!(opened, (method, url))
    # A connection that is kept is used again, and ends with an error when the server has closed it.
    get(options, :reuse_limit, 1) == 0 || throw(IOError(EOFError(), url))
    unknown = setdiff(keys(options), OPTIONS)
    isempty(unknown) || throw(ArgumentError("unknown options $unknown"))
    found = match(r"^https://([^/:]+):(\d+)(/.*)$", url)
    stream = nothing
    try
        socket = Sockets.connect(found[1] == "files.example" ? "127.0.0.1" : String(found[1]), parse(Int, found[2]))
        stream = Stream(socket, nothing, typemax(Int))
        write(socket, "$method $(found[3]) HTTP/1.1\r\nHost: $(found[1])\r\n" * join("$name: $value\r\n" for (name, value) in headers) * "\r\n")
        f(stream)
        return stream.response
    catch error
        error isa Union{Base.IOError,EOFError} && throw(IOError(error, url))
        rethrow()
    finally
        stream === nothing || close(stream.socket)
    end
end

Base.write(stream::Stream, body::Vector{UInt8}) = write(stream.socket, body)
closewrite(stream::Stream) = nothing
function startread(stream::Stream)
    line = readline(stream.socket)
    isempty(line) && throw(EOFError())
    headers = Pair{SubString{String},SubString{String}}[]
    while (header = readline(stream.socket)) != ""
        name, value = split(header, ": "; limit = 2)
        push!(headers, name => value)
        lowercase(name) == "content-length" && (stream.left = parse(Int, value))
    end
    return stream.response = Response(parse(Int16, split(line)[2]), headers)
end
function Base.eof(stream::Stream)
    stream.left == 0 && return true
    return eof(stream.socket)
end
function Base.readavailable(stream::Stream)
    bytes = readavailable(stream.socket)
    stream.left == typemax(Int) || (stream.left -= length(bytes))
    return bytes
end

end
