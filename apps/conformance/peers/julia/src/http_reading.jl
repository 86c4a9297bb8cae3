# The answer to a request while it comes in, whoever reads it: what is announced and what has come is held against the limits.

mutable struct Reading
    limits::HttpLimits
    status::Int
    headers::Dict{String,String}
    body::Vector{UInt8}
    received::Int
    span_began::Float64
    span_bytes::Int
end

Reading(limits::HttpLimits) = Reading(limits, 0, Dict{String,String}(), UInt8[], 0, time(), 0)

"Takes the head of an answer. Throws `HttpFault` for what is no answer, and what `on_length` throws."
function take_head!(reading::Reading, status::Int, headers)
    status >= 200 || throw(HttpFault("the server answered $status, which ends no request"))
    reading.status = status
    for (name, value) in headers
        name = lowercase(name)
        reading.headers[name] = haskey(reading.headers, name) ? "$(reading.headers[name]), $value" : value
    end
    encoding = lowercase(get(reading.headers, "content-encoding", ""))
    status != 200 || encoding in ("", "identity") || throw(HttpFault("the answer is encoded as $(quoted(encoding)), which was not asked for", true))
    announced = content_length(reading)
    announced === nothing || reading.limits.on_length(status, announced)
    reading.span_began = time()
    return reading
end

function content_length(reading::Reading)
    values = unique(strip.(split(get(reading.headers, "content-length", ""), ',')))
    values == [""] && return nothing
    length(values) == 1 && occursin(r"^\d{1,18}$", values[1]) || throw(HttpFault("a content length that is no number"))
    return parse(Int, values[1])
end

"Bytes that may still come."
room(reading::Reading) = reading.status == 200 ? typemax(Int) : max(0, MOST_OF_A_FAULT - reading.received)

function take_chunk!(reading::Reading, chunk::AbstractVector{UInt8})
    taken = length(chunk) <= room(reading) ? chunk : view(chunk, 1:room(reading))
    reading.received += length(taken)
    # Before it is kept: what is too much is not.
    reading.limits.on_length(reading.status, reading.received)
    reading.status == 200 && reading.limits.sink !== nothing ? reading.limits.sink(taken) : append!(reading.body, taken)
    reading.span_bytes += length(chunk)
    elapsed = time() - reading.span_began
    if elapsed * 1000 >= reading.limits.speed_span
        speed = reading.span_bytes / elapsed
        speed < reading.limits.min_speed && throw(HttpFault("$(round(Int, speed)) bytes a second, under min_speed $(thousands(reading.limits.min_speed))", true))
        reading.span_began, reading.span_bytes = time(), 0
    end
    return
end

function read_response!(reading::Reading, socket, watch::Watch)
    status, headers = read_head(socket)
    for _ in 1:10
        (status >= 200 || status == 101) && break
        status, headers = read_head(socket)
    end
    take_head!(reading, status, headers)
    (status == 204 || status == 304) && return
    idle = reading.limits.idle_timeout
    if occursin("chunked", lowercase(get(reading.headers, "transfer-encoding", "")))
        while room(reading) > 0
            expect_within(watch, idle)
            size = match(r"^\s*([0-9a-fA-F]{1,15})\s*(?:;.*)?$", read_line(socket, Ref(1_000)))
            size === nothing && throw(HttpFault("the answer is cut off"))
            bytes = parse(Int, size[1], base = 16)
            bytes == 0 && break
            read_chunks!(reading, socket, bytes, watch)
            read_line(socket, Ref(10))
        end
    elseif content_length(reading) !== nothing
        read_chunks!(reading, socket, min(content_length(reading), room(reading)), watch)
    else
        expect_within(watch, idle)
        while room(reading) > 0 && !eof(socket)
            take_chunk!(reading, readavailable(socket))
            expect_within(watch, idle)
        end
    end
    return
end

function read_head(socket)
    left = Ref(MOST_HEAD)
    line = read_line(socket, left)
    found = match(r"^HTTP/1\.[01] ([1-9]\d\d)(?: |$)", line)
    found === nothing && throw(HttpFault(isempty(line) ? "the connection was closed without an answer" : "no HTTP answer but $(quoted(first(line, 60)))"))
    headers = Pair{String,String}[]
    while true
        line = read_line(socket, left)
        isempty(line) && break
        parts = split(line, ':'; limit = 2)
        length(parts) == 2 && push!(headers, String(strip(parts[1])) => String(strip(parts[2])))
    end
    return parse(Int, found[1]), headers
end

"A line without its end. Throws `HttpFault` when it is longer than what is `left`."
function read_line(socket, left::Ref{Int})
    line = IOBuffer()
    while !eof(socket)
        byte = read(socket, UInt8)
        byte == UInt8('\n') && break
        (left[] -= 1) >= 0 || throw(HttpFault("the head of the answer is too long"))
        write(line, byte)
    end
    return String(rstrip(String(take!(line)), '\r'))
end

function read_chunks!(reading::Reading, socket, size::Int, watch::Watch)
    while size > 0 && room(reading) > 0
        expect_within(watch, reading.limits.idle_timeout)
        eof(socket) && throw(HttpFault("the answer is cut off with $(thousands(size)) bytes to come"))
        chunk = read(socket, min(size, max(1, bytesavailable(socket))))
        size -= length(chunk)
        take_chunk!(reading, chunk)
    end
end
