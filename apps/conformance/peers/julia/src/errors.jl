const RETRYABLE = ("link_unreachable", "upload_failed", "connection_failed", "timeout", "no_responders")

"Characters of an error message; what is longer is cut."
const MOST_MESSAGE = 2_000

"""
    NatsBridgeError(code, message; is_retryable, details...)

The one exception of NATSBridge. `code` is one of `invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden
link_gone link_unreachable link_too_large link_refused` (receiving), `invalid_payload invalid_subject payload_too_large upload_failed
publish_failed connection_failed permission_denied timeout no_responders rejected` (sending), `invalid_config aborted unsupported`
(anywhere). `message` is one line of at most 2,000 characters, control characters escaped, without secrets. `is_retryable` tells
whether the same call may succeed later. `details` may hold `:dataname`, `:index` (from 0, as in the envelope), `:status`,
`:retry_after` (ms), `:outcome` (`"refused"`, `"unknown"`), `:option`, `:reason` and `:env` (of a NACK).

    try
        smartsend("chat", [("m", NaN, "dictionary")])
    catch error
        error isa NatsBridgeError && error.code == "invalid_payload"    # true
    end
"""
struct NatsBridgeError <: Exception
    code::String
    message::String
    is_retryable::Bool
    details::Dict{Symbol,Any}
    NatsBridgeError(code::AbstractString, message::AbstractString, is_retryable::Bool, details::Dict{Symbol,Any}) =
        new(code, cut(escape_controls(cut(message, MOST_MESSAGE)), MOST_MESSAGE), is_retryable, details)
end

NatsBridgeError(code::AbstractString, message::AbstractString; is_retryable::Bool = code in RETRYABLE, details...) =
    NatsBridgeError(code, message, is_retryable, Dict{Symbol,Any}(details))

Base.showerror(io::IO, error::NatsBridgeError) = print(io, "NatsBridgeError(", error.code, "): ", error.message)

# An `:env` may be as large as its message, and names what nobody wants in a log.
function Base.show(io::IO, error::NatsBridgeError)
    shown = sort!([name for name in keys(error.details) if name !== :env])
    print(io, "NatsBridgeError(", repr(error.code), ", ", repr(error.message), ", ", error.is_retryable)
    foreach(name -> print(io, "; ", name, " = ", quoted(string(error.details[name]))), shown)
    print(io, ")")
end

"Says which payload an error is about, once."
function about_payload(error::NatsBridgeError, dataname::AbstractString, index::Integer)
    haskey(error.details, :index) && return error
    details = merge(error.details, Dict{Symbol,Any}(:dataname => dataname, :index => index))
    return NatsBridgeError(error.code, "payload $index $(quoted(dataname)): $(error.message)", error.is_retryable, details)
end

fail(code, message; details...) = throw(NatsBridgeError(code, message; details...))

"Runs `work` and names the payload in every `NatsBridgeError` that comes out of it."
function naming_payload(work::Function, dataname::AbstractString, index::Integer)
    try
        return work()
    catch error
        error isa NatsBridgeError || rethrow()
        throw(about_payload(error, dataname, index))
    end
end

"What went wrong inside the wrappers that tasks put around it."
function cause_of(error)
    for _ in 1:20
        if error isa TaskFailedException
            error = error.task.exception
        elseif error isa CompositeException && !isempty(error)
            error = first(error.exceptions)
        elseif error isa Base.CapturedException
            error = error.ex
        else
            break
        end
    end
    return error
end

is_interrupt(error) = cause_of(error) isa InterruptException

"First line of the cause of an exception, short enough for a message."
function reason_of(error)
    error = cause_of(error)
    text = error isa NatsBridgeError ? error.message : sprint(showerror, error)
    line = first(split(text, '\n'))
    return cut(line, 300)
end
