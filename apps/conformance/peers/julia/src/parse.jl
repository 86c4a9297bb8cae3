"Faults of an envelope that are looked for."
const MOST_FAULTS = 10

const ENVELOPE_TEXTS = ("timestamp", "send_to", "msg_purpose", "sender_name", "sender_id", "receiver_name", "receiver_id", "reply_to", "reply_to_msg_id", "broker_url")

# The body of a message: of ours, of NATS.jl (`payload`), of any object with `data` or `payload`, or the bytes or text themselves.
body_of(msg::Msg) = msg.payload
body_of(msg::Vector{UInt8}) = msg
body_of(msg::AbstractVector{UInt8}) = Vector{UInt8}(msg)
body_of(msg::AbstractString) = Vector{UInt8}(codeunits(String(msg)))
function body_of(msg)
    for name in (:payload, :data)
        hasproperty(msg, name) && getproperty(msg, name) isa Union{AbstractString,AbstractVector{UInt8}} && return body_of(getproperty(msg, name))
    end
    fail("invalid_envelope", "expected a NATS message, bytes or text, got $(typeof(msg))")
end

"Checked, absent texts `\"\"`, absent metadata `{}`, unknown fields kept. Throws `invalid_envelope`, listing each fault with its path."
function parse_envelope(body::Vector{UInt8})::Dict{String,Any}
    has_prefix(body, [0xef, 0xbb, 0xbf]) && (body = body[4:end])
    isempty(body) && fail("invalid_envelope", "the message has no body")
    env = try
        load_json(body; code = "invalid_envelope")
    catch error
        error isa NatsBridgeError || rethrow()
        fail("invalid_envelope", "not a msg_envelope_v1: $(error.message)")
    end
    faults = String[]
    env isa AbstractDict ? check_envelope!(env, faults) : push!(faults, "expected an object, got $(kind_of(env))")
    if !isempty(faults)
        shown = length(faults) > MOST_FAULTS ? [faults[1:MOST_FAULTS]; "and more"] : faults
        fail("invalid_envelope", "not a msg_envelope_v1: $(join(shown, "; "))"; issues = faults[1:min(MOST_FAULTS, end)])
    end
    return env
end

function check_envelope!(env, faults)
    for name in ("correlation_id", "msg_id")
        value = get(env, name, nothing)
        !haskey(env, name) ? push!(faults, "$name is missing") :
        !(value isa String) ? push!(faults, "$name expected a string, got $(kind_of(value))") :
        isempty(value) && push!(faults, "$name is empty")
    end
    fill_optional!(env, ENVELOPE_TEXTS, "", faults)
    payloads = get(env, "payloads", nothing)
    if !haskey(env, "payloads")
        push!(faults, "payloads is missing")
    elseif !(payloads isa AbstractVector)
        push!(faults, "payloads expected an array, got $(kind_of(payloads))")
    elseif length(payloads) > MOST_PAYLOADS
        push!(faults, "payloads has $(thousands(length(payloads))) items, over $(thousands(MOST_PAYLOADS))")
    else
        for (at, payload) in enumerate(payloads)
            length(faults) > MOST_FAULTS && break
            payload isa AbstractDict ? check_payload!(payload, "payloads[$(at - 1)].", faults) : push!(faults, "payloads[$(at - 1)] expected an object, got $(kind_of(payload))")
        end
    end
end

function check_payload!(payload, path, faults)
    fill_optional!(payload, ("id", "dataname", "encoding"), path, faults)
    payload_type, transport, size = get(payload, "payload_type", nothing), get(payload, "transport", nothing), get(payload, "size", nothing)
    payload_type isa String || push!(faults, "$(path)payload_type " * (haskey(payload, "payload_type") ? "expected a string, got $(kind_of(payload_type))" : "is missing"))
    transport in ("direct", "link") || push!(faults, "$(path)transport " * (haskey(payload, "transport") ? "expected \"direct\" or \"link\", got $(quoted(transport))" : "is missing"))
    size === nothing || (size isa Real && !(size isa Bool)) || push!(faults, "$(path)size expected a number, got $(kind_of(size))")
    payload["size"] = size
    data = get(payload, "data", nothing)
    if !haskey(payload, "data")
        push!(faults, "$(path)data is missing")
    elseif data === nothing && payload["encoding"] != "json"
        push!(faults, "$(path)data is null")
    elseif transport == "link" && !(data isa String)
        push!(faults, "$(path)data expected a URL as text, got $(kind_of(data))")
    end
end

function fill_optional!(holder, texts, path, faults)
    for name in texts
        value = get(holder, name, nothing)
        value === nothing ? (holder[name] = "") : value isa String || push!(faults, "$path$name expected a string, got $(kind_of(value))")
    end
    metadata = get(holder, "metadata", nothing)
    metadata === nothing ? (holder["metadata"] = Dict{String,Any}()) :
    metadata isa AbstractDict || push!(faults, "$(path)metadata expected an object, got $(kind_of(metadata))")
end

kind_of(::Nothing) = "null"
kind_of(::Bool) = "a boolean"
kind_of(::Number) = "a number"
kind_of(::AbstractString) = "a string"
kind_of(::AbstractVector) = "an array"
kind_of(value) = "an object"
