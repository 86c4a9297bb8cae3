# A small HTTP/1.1 client: one request per connection, no redirects, no TLS. With HTTP.jl installed that one is used instead.

struct HttpResponse
    status::Int
    headers::Dict{String,String}
    body::Vector{UInt8}
end

"The connection failed, stalled or broke. Not part of the API: callers turn it into their own error."
struct HttpFault <: Exception
    message::String
end

"""
`headers_timeout` (connecting, and waiting for the first byte) and `idle_timeout` (between chunks) in ms, 0 for none.
`on_length(status, n)` is called with the announced length and with the bytes read so far; what it throws ends the request.
Of an answer other than 200 only the first 64 KiB are read.
"""
function http_request(method::String, url::AbstractString, headers = Pair{String,String}[], body::Vector{UInt8} = UInt8[];
    headers_timeout::Int = 15_000, idle_timeout::Int = 30_000, on_length::Function = (status, n) -> nothing)::HttpResponse
    HTTP_PACKAGE[] === nothing || return package_request(method, url, headers, body, headers_timeout, idle_timeout, on_length)
    target = parse_url(url, "url")
    target.scheme == "https" && fail("unsupported", "https needs HTTP.jl: install it and say `using HTTP`")
    socket = connect_socket(target.host, target.port, headers_timeout)
    watch = Watch(socket)
    try
        expect_within(watch, max(headers_timeout, length(body) ÷ 100))
        host = occursin(':', target.host) ? "[$(target.host)]" : target.host
        head = IOBuffer()
        print(head, method, ' ', target.target, " HTTP/1.1\r\nHost: ", host, ':', target.port, "\r\nConnection: close\r\nAccept-Encoding: identity\r\nUser-Agent: natsbridge-julia\r\n")
        isempty(body) && method == "GET" || print(head, "Content-Length: ", length(body), "\r\n")
        isempty(target.user) || print(head, "Authorization: Basic ", base64_encode(Vector{UInt8}("$(target.user):$(target.password)")), "\r\n")
        for (name, value) in headers
            print(head, name, ": ", value, "\r\n")
        end
        print(head, "\r\n")
        write(socket, take!(head))
        isempty(body) || write(socket, body)
        return read_response(socket, watch, idle_timeout, on_length)
    catch error
        error isa Union{Base.IOError,EOFError,ArgumentError} || rethrow()
        throw(HttpFault(watch.expired ? "no answer in time" : "the connection broke: $(reason_of(error))"))
    finally
        expect_within(watch, 0)
        close(socket)
    end
end

"Closes a socket that stays silent for too long, so that whoever reads it wakes up."
mutable struct Watch
    socket::IO
    timer::Union{Timer,Nothing}
    expired::Bool
    Watch(socket) = new(socket, nothing, false)
end

function expect_within(watch::Watch, ms::Int)
    watch.timer === nothing || close(watch.timer)
    watch.timer = ms == 0 ? nothing : Timer(_ -> (watch.expired = true; close(watch.socket)), ms / 1000)
end

"Tries every address of `host`. Throws `HttpFault`."
function connect_socket(host::String, port::Int, timeout::Int)::TCPSocket
    fault = "cannot resolve $host"
    addresses = try
        getalladdrinfo(host)
    catch error
        throw(HttpFault("$fault: $(reason_of(error))"))
    end
    for address in addresses
        socket = TCPSocket()
        watch = Watch(socket)
        expect_within(watch, timeout)
        try
            Sockets.connect!(socket, address, port)
            Sockets.wait_connected(socket)
            # Small writes that wait for each other's acknowledgement cost 40 ms apiece.
            Sockets.nagle(socket, false)
            return socket
        catch error
            close(socket)
            fault = watch.expired ? "$host:$port does not answer" : "$host:$port: $(reason_of(error))"
        finally
            expect_within(watch, 0)
        end
    end
    throw(HttpFault(fault))
end

function read_response(socket, watch::Watch, idle_timeout::Int, on_length)::HttpResponse
    status_line = readline(socket)
    found = match(r"^HTTP/1\.[01] (\d{3})", status_line)
    found === nothing && throw(HttpFault("no HTTP answer but $(repr(first(status_line, 60)))"))
    status = parse(Int, found[1])
    headers = Dict{String,String}()
    while true
        line = readline(socket)
        isempty(line) && break
        parts = split(line, ':'; limit = 2)
        length(parts) == 2 && length(headers) < 200 && (headers[lowercase(strip(parts[1]))] = strip(parts[2]))
    end
    100 <= status < 200 && return read_response(socket, watch, idle_timeout, on_length)
    if status == 204 || status == 304
        return HttpResponse(status, headers, UInt8[])
    end
    body = UInt8[]
    most = status == 200 ? typemax(Int) : 65_536
    if occursin("chunked", lowercase(get(headers, "transfer-encoding", "")))
        while length(body) < most
            expect_within(watch, idle_timeout)
            size = tryparse(Int, first(split(readline(socket), ';')), base = 16)
            (size === nothing || size < 0) && throw(HttpFault("the answer is cut off"))
            size == 0 && break
            read_into!(body, socket, size, watch, idle_timeout, n -> on_length(status, n))
            readline(socket)
        end
    elseif haskey(headers, "content-length")
        size = tryparse(Int, headers["content-length"])
        (size === nothing || size < 0) && throw(HttpFault("a content length that is no number"))
        on_length(status, size)
        read_into!(body, socket, min(size, most), watch, idle_timeout, n -> on_length(status, n))
    else
        while length(body) < most && !eof(socket)
            expect_within(watch, idle_timeout)
            append!(body, readavailable(socket))
            on_length(status, length(body))
        end
    end
    return HttpResponse(status, headers, body)
end

function read_into!(body, socket, size::Int, watch, idle_timeout, on_length)
    wanted = length(body) + size
    while length(body) < wanted
        expect_within(watch, idle_timeout)
        eof(socket) && throw(HttpFault("the answer is cut off after $(length(body)) of $wanted bytes"))
        append!(body, read(socket, min(wanted - length(body), max(1, bytesavailable(socket)))))
        on_length(length(body))
    end
end

function package_request(method, url, headers, body, headers_timeout, idle_timeout, on_length)
    try
        answer = Base.invokelatest(HTTP_PACKAGE[].request, method, url, headers, body;
            redirect = false, retry = false, status_exception = false, decompress = false,
            connect_timeout = cld(headers_timeout, 1000), readtimeout = cld(idle_timeout, 1000))
        on_length(answer.status, length(answer.body))
        return HttpResponse(answer.status, Dict(lowercase(String(k)) => String(v) for (k, v) in answer.headers), answer.body)
    catch error
        error isa NatsBridgeError && rethrow()
        throw(HttpFault(reason_of(error)))
    end
end
