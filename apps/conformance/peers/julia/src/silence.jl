# Silence is never the default for a loss: what nobody else is told becomes a warning, once a minute for each kind.

struct Silence
    lock::ReentrantLock
    last::Dict{String,Float64}
end

Silence() = Silence(ReentrantLock(), Dict{String,Float64}())

const SHARED_SILENCE = Silence()

"Warns of `operation` failing with `error`, at most once a minute for each operation and code."
function warn_once(silence::Silence, operation::String, error)
    code = error isa NatsBridgeError ? error.code : "handler_failed"
    is_due = lock(silence.lock) do
        key = "$operation $code"
        time() - get(silence.last, key, -Inf) < 60 && return false
        silence.last[key] = time()
        true
    end
    is_due && @warn escape_controls("natsbridge: $operation: $code: $(reason_of(error))")
    return
end

"Runs a function of the caller; what it throws is told and goes no further, an interrupt does."
function guarded(work::Function, name::String)
    try
        return work()
    catch error
        is_interrupt(error) && rethrow()
        warn_once(SHARED_SILENCE, name, error)
        return nothing
    end
end
