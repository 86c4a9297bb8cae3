# https through HTTP.jl: it makes the connection, the limits and the errors are ours.
module NATSBridgeHTTPExt

import NATSBridge
using NATSBridge: HttpFault, HttpRequest, Reading, cause_of, is_interrupt, reason_of, take_chunk!, take_head!, take_within, thousands

# `NATSBridge.HTTP` is there where Julia has no package extensions.
if isdefined(NATSBridge, :HTTP)
    using NATSBridge: HTTP
else
    using HTTP
end

function NATSBridge.tls_request(request::HttpRequest, reading::Reading)
    events = Channel{Any}(4)
    @async try
        exchange(request, reading.limits, events)
        close(events)
    catch error
        isopen(events) && put!(events, CapturedException(cause_of(error), Any[]))
    end
    try
        limits = reading.limits
        head = next_event(events, max(limits.headers_timeout, length(request.body) ÷ 100), request)
        head === nothing && throw(HttpFault("the connection was closed without an answer"))
        take_head!(reading, head...)
        while NATSBridge.room(reading) > 0 && (chunk = next_event(events, limits.idle_timeout, request)) !== nothing
            take_chunk!(reading, chunk)
        end
    finally
        # Whoever still reads finds the channel closed, and closes the connection.
        close(events)
    end
    announced = NATSBridge.content_length(reading)
    is_whole = announced === nothing || reading.status != 200 || reading.received == announced
    is_whole || throw(HttpFault("the answer is cut off after $(thousands(reading.received)) of $(thousands(announced)) bytes"))
    return
end

function exchange(request::HttpRequest, limits, events::Channel)
    seconds(ms) = ms == 0 ? 0 : cld(ms, 1000) + 1
    HTTP.open(request.method, url_of(request), request.headers; own_connection()..., redirect = false, retry = false, status_exception = false, decompress = false,
        cookies = false, connect_timeout = seconds(limits.headers_timeout), readtimeout = seconds(max(limits.idle_timeout, limits.headers_timeout))) do io
        if !isempty(request.body)
            write(io, request.body)
            request.on_sent(length(request.body))
        end
        HTTP.closewrite(io)
        response = HTTP.startread(io)
        put!(events, (Int(response.status), [String(name) => String(value) for (name, value) in response.headers]))
        while !eof(io)
            put!(events, readavailable(io))
        end
    end
end

"""
A connection for this exchange alone: one that is kept may have been closed by the server, which looks like a broken answer. HTTP.jl 2
goes by the `Connection: close` of the request, which HTTP/2 does not know, 1.9 and newer by the pool, older ones by how often, and by how many at once, a connection may be used.
"""
own_connection() = isdefined(HTTP, :Pool) ? (pool = HTTP.Pool(1),) : isdefined(HTTP, :Client) ? (protocol = :h1,) : (reuse_limit = 0, pipeline_limit = 0)

function url_of(request::HttpRequest)
    url = request.url
    host = occursin(':', url.host) ? "[$(url.host)]" : url.host
    return "https://$host:$(url.port)$(NATSBridge.ascii_target(url.target))"
end

"What the exchange gives next; `nothing` at its end. Throws `HttpFault`, with no text that could hold the URL."
function next_event(events::Channel, timeout::Int, request::HttpRequest)
    event = take_within(events, timeout)
    event === nothing && isopen(events) && throw(HttpFault("no answer in time"))
    event isa CapturedException || return event
    error = root_of(event.ex)
    is_interrupt(error) && throw(InterruptException())
    text = reason_of(error)
    is_safe = !occursin(request.url.host, text) && !occursin("://", text)
    throw(HttpFault("the connection failed: $(is_safe ? text : nameof(typeof(error)))"))
end

"HTTP.jl wraps what happened, together with the request."
function root_of(error)
    for _ in 1:10
        inner = nothing
        for name in (:e, :error, :err, :cause, :ex)
            hasproperty(error, name) && getproperty(error, name) isa Exception && (inner = getproperty(error, name); break)
        end
        inner === nothing && return cause_of(error)
        error = cause_of(inner)
    end
    return error
end

end
