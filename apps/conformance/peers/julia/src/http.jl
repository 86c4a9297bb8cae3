# A small HTTP/1.1 client: one request per connection, no redirects. For https HTTP.jl makes the connection (see ext/).

struct HttpResponse
    status::Int
    "Names in lower case; what came twice is joined by a comma."
    headers::Dict{String,String}
    "Empty where it went to a `sink`."
    body::Vector{UInt8}
    "Bytes that came."
    received::Int
end

"The connection failed, stalled or broke. Not part of the API: callers turn it into their own error."
struct HttpFault <: Exception
    message::String
    "Whether another attempt is of no use."
    is_final::Bool
    HttpFault(message, is_final = false) = new(message, is_final)
end

struct HttpRequest
    method::String
    url::Url
    headers::Vector{Pair{String,String}}
    body::Vector{UInt8}
    "Called with the bytes of the body that have been handed to the connection so far."
    on_sent::Function
end

"""
Times in ms, 0 for none: `headers_timeout` for connecting and for the head of the answer, `idle_timeout` between chunks. `min_speed` in
bytes a second over each `speed_span`. `on_length(status, n)` is called with the announced length and with the bytes read so far; what
it throws ends the request. `sink(chunk)` takes the body of a 200 in place of memory.
"""
struct HttpLimits
    headers_timeout::Int
    idle_timeout::Int
    min_speed::Int
    speed_span::Int
    on_length::Function
    sink::Union{Function,Nothing}
end

HttpLimits(; headers_timeout = 15_000, idle_timeout = 30_000, min_speed = 0, speed_span = 60_000, on_length = (status, n) -> nothing, sink = nothing) =
    HttpLimits(headers_timeout, idle_timeout, min_speed, speed_span, on_length, sink)

const MOST_HEAD = 65_536
"Bytes that are read of an answer other than 200."
const MOST_OF_A_FAULT = 65_536
"Bytes of a body that are sent between two calls of `on_sent`."
const PIECE = 262_144

function http_request(method::String, url::AbstractString, headers = Pair{String,String}[], body::Vector{UInt8} = UInt8[]; limits::HttpLimits = HttpLimits(), on_sent::Function = sent -> nothing)::HttpResponse
    target = http_url(url, "url")
    request = HttpRequest(method, target, all_headers(method, target, headers, body), body, on_sent)
    reading = Reading(limits)
    if target.scheme == "http"
        plain_request(request, reading)
    elseif is_extended(tls_request)
        tls_request(request, reading)
    else
        fail("unsupported", "https needs HTTP.jl: install it and say `using HTTP`")
    end
    return HttpResponse(reading.status, reading.headers, reading.body, reading.received)
end

function all_headers(method, target::Url, headers, body)
    all = ["Connection" => "close", "Accept-Encoding" => "identity", "Accept" => "*/*", "User-Agent" => "natsbridge-julia"]
    isempty(body) && method == "GET" || push!(all, "Content-Length" => string(length(body)))
    isempty(target.user) && isempty(target.password) || push!(all, "Authorization" => "Basic " * base64_encode(Vector{UInt8}("$(target.user):$(target.password)")))
    return append!(all, headers)
end

function plain_request(request::HttpRequest, reading)
    socket = connect_socket(request.url.host, request.url.port, reading.limits.headers_timeout)
    watch = Watch(socket)
    try
        expect_within(watch, max(reading.limits.headers_timeout, length(request.body) ÷ 100))
        host = occursin(':', request.url.host) ? "[$(request.url.host)]" : request.url.host
        head = IOBuffer()
        print(head, request.method, ' ', ascii_target(request.url.target), " HTTP/1.1\r\nHost: ", host, ':', request.url.port, "\r\n")
        for (name, value) in request.headers
            print(head, name, ": ", value, "\r\n")
        end
        print(head, "\r\n")
        write(socket, take!(head))
        for from in 1:PIECE:length(request.body)
            to = min(from + PIECE - 1, length(request.body))
            write(socket, view(request.body, from:to))
            request.on_sent(to)
        end
        read_response!(reading, socket, watch)
    catch error
        error isa Union{Base.IOError,EOFError,ArgumentError} || rethrow()
        throw(HttpFault(watch.expired ? "no answer in time" : "the connection broke: $(reason_of(error))"))
    finally
        expect_within(watch, 0)
        close(socket)
    end
end

ascii_target(target::AbstractString) = join(0x20 < byte < 0x7f ? Char(byte) : "%" * uppercase(string(byte, base = 16, pad = 2)) for byte in codeunits(String(target)))

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
    fault = "cannot resolve $(cut(host, MOST_FOREIGN))"
    addresses = try
        getalladdrinfo(host)
    catch error
        is_interrupt(error) && rethrow()
        throw(HttpFault(fault))
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
            is_interrupt(error) && rethrow()
            fault = watch.expired ? "$host:$port does not answer" : "$host:$port: $(reason_of(error))"
        finally
            expect_within(watch, 0)
        end
    end
    throw(HttpFault(fault))
end
