"""
    fetch_with_backoff(url, max_retries = 5, base_delay = 100, max_delay = 5000, correlation_id = ""; policy) -> Vector{UInt8}

Downloads in at most `max_retries` attempts; waits `base_delay` ms doubling up to `max_delay`, each shortened by up to half at random;
`Retry-After` is honoured up to `max_delay`. Retried: connection errors, time-outs, truncated or corrupted bodies (`check` throws),
408, 425, 429, 5xx. Redirects are never followed, encoded bodies refused. What comes slower than `min_speed` ends without another attempt.
`policy` defaults to what the environment allows, see [`smartreceive`](@ref); `on_loaded(bytes)` is called while it comes.

Throws `link_forbidden link_gone link_unreachable link_too_large link_refused checksum_mismatch`.

    bytes = fetch_with_backoff("http://localhost:8080/file/ID/ID/table.arrow")
"""
function fetch_with_backoff(url::AbstractString, max_retries::Integer = 5, base_delay::Integer = 100, max_delay::Integer = 5000, correlation_id::AbstractString = "";
    policy::LinkPolicy = make_link_policy(), expected_size::Union{Int,Nothing} = nothing, check::Function = bytes -> nothing, on_loaded::Function = loaded -> nothing, logger = nothing)::Vector{UInt8}
    in_attempts(url, (max_retries, base_delay, max_delay), correlation_id, policy, logger) do deadline
        bytes = UInt8[]
        fetch_once(chunk -> (append!(bytes, chunk); on_loaded(length(bytes))), url, policy, expected_size, deadline)
        check(bytes)
        return bytes
    end
end

"Calls `attempt_once(deadline)` until it gives what the link leads to (bytes, or their number)."
function in_attempts(attempt_once::Function, url, (max_retries, base_delay, max_delay), correlation_id, policy::LinkPolicy, logger)
    whole_number("max_retries", max_retries, 1)
    whole_number("base_delay", base_delay)
    whole_number("max_delay", max_delay)
    assert_allowed(policy, url)
    delay, first_fault = Float64(base_delay), nothing
    deadline = policy.total_timeout == 0 ? Inf : time() + policy.total_timeout / 1000
    for attempt in 1:max_retries
        fault = try
            content = attempt_once(deadline)
            log_trace(logger, correlation_id, "Downloaded $(content isa Integer ? content : length(content)) bytes from $(describe_link(url))")
            return content
        catch error
            error isa NatsBridgeError || rethrow()
            error
        end
        # A one-shot file is gone after a broken download: what broke it is the fault to look at.
        first_fault === nothing ? (first_fault = fault) : (fault.details[:first_fault] = first_fault)
        wait = max(delay * (0.5 + rand() / 2), min(get(fault.details, :retry_after, 0), max_delay)) / 1000
        if attempt == max_retries || get(fault.details, :is_final, false) || !(fault.is_retryable || fault.code == "checksum_mismatch") || time() + wait >= deadline
            attempt == 1 && throw(fault)
            throw(NatsBridgeError(fault.code, fault.message * " (after $attempt attempts)", fault.is_retryable, fault.details))
        end
        log_trace(logger, correlation_id, "Download attempt $attempt of $max_retries failed, next in $(round(Int, 1000wait)) ms: $(fault.message)")
        sleep(wait)
        delay = min(2delay, max_delay)
    end
end

const _fetch_with_backoff = fetch_with_backoff

"Gives what comes to `sink(chunk)`, and its length."
function fetch_once(sink::Function, url, policy::LinkPolicy, expected_size, deadline)::Int
    place = describe_link(url)
    function assert_length(status, n)
        status == 200 || return
        policy.max_bytes !== nothing && n > policy.max_bytes &&
            fail("link_too_large", "$place: $(thousands(n)) bytes or more, over max_download_bytes $(thousands(policy.max_bytes))")
        expected_size !== nothing && n > expected_size && fail("checksum_mismatch", "$place: size says $expected_size bytes, more came")
        time() < deadline || fail("link_unreachable", "$place: not read within total_timeout"; is_retryable = false)
    end
    response = try
        http_request("GET", url; limits = HttpLimits(policy.headers_timeout, policy.idle_timeout, policy.min_speed, policy.speed_span, assert_length, sink))
    catch error
        error isa HttpFault || rethrow()
        occursin("encoded as", error.message) && fail("link_refused", "$place: $(error.message)")
        fail("link_unreachable", "$place: $(error.message)"; is_final = error.is_final)
    end
    response.status == 200 || throw(status_fault(response, place))
    expected_size !== nothing && response.received != expected_size &&
        fail("checksum_mismatch", "$place: size says $expected_size bytes, $(response.received) came")
    return response.received
end

function status_fault(response::HttpResponse, place)
    status, text = response.status, strip(String(filter(isascii ∘ Char, response.body[1:min(200, end)])))
    if 300 <= status < 400
        # Plik answers a failed GET with a redirect to its web page, which holds the real status.
        location = get(response.headers, "location", "")
        hidden = match(r"[?&]errcode=(\d{3})", location)
        hidden === nothing && return NatsBridgeError("link_refused", "$place: answered $status, a redirect, which is never followed"; status = status)
        said = match(r"[?&]err=([^&]*)", location)
        status, text = parse(Int, hidden[1]), said === nothing ? "" : said[1]
    end
    message = "$place: the file server answered $status" * (isempty(text) ? "" : " ($text)")
    if status in (404, 410) || (status == 403 && occursin("expired", lowercase(text)))
        return NatsBridgeError("link_gone", "$message; the file expired, was removed, or was one-shot and already read"; status = status)
    elseif status in (408, 425, 429) || status >= 500
        return NatsBridgeError("link_unreachable", message; status = status, retry_after = retry_after(response))
    end
    return NatsBridgeError("link_refused", message; status = status)
end

function retry_after(response::HttpResponse)
    text = get(response.headers, "retry-after", "")
    occursin(r"^\d{1,9}$", text) && return 1000 * parse(Int, text)
    found = match(r"^\w{3}, (\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d) GMT$", text)
    found === nothing && return 0
    at = tryparse(DateTime, found[1], dateformat"d u yyyy HH:MM:SS")
    return at === nothing ? 0 : max(0, Dates.value(at - now(UTC)))
end
