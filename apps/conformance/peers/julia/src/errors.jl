const RETRYABLE = ("link_unreachable", "upload_failed", "connection_failed", "timeout", "no_responders")

"""
The one exception of NATSBridge. `code` is one of `invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden
link_gone link_unreachable link_too_large link_refused` (receiving), `invalid_payload invalid_subject payload_too_large upload_failed
publish_failed connection_failed permission_denied timeout no_responders` (sending), `invalid_config aborted unsupported` (anywhere).
`details` may hold `:dataname`, `:index` (from 0, as in the envelope), `:status`, `:retry_after` (ms), `:outcome` (`"refused"`, `"unknown"`).
"""
struct NatsBridgeError <: Exception
    code::String
    message::String
    is_retryable::Bool
    details::Dict{Symbol,Any}
end

NatsBridgeError(code::AbstractString, message::AbstractString; is_retryable::Bool = code in RETRYABLE, details...) =
    NatsBridgeError(code, message, is_retryable, Dict{Symbol,Any}(details))

Base.showerror(io::IO, error::NatsBridgeError) = print(io, "NatsBridgeError(", error.code, "): ", error.message)

"Says which payload an error is about, once."
function about_payload(error::NatsBridgeError, dataname::AbstractString, index::Integer)
    haskey(error.details, :index) && return error
    details = merge(error.details, Dict{Symbol,Any}(:dataname => dataname, :index => index))
    return NatsBridgeError(error.code, "payload $index $(repr(dataname)): $(error.message)", error.is_retryable, details)
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

"First line of an exception, short enough for a message."
function reason_of(error)
    text = error isa NatsBridgeError ? error.message : sprint(showerror, error)
    return first(first(split(text, '\n')), 300)
end
