"""
    msg_payload_v1

A payload as it is written, its fields in the order of the wire: `id dataname payload_type transport encoding size data metadata`.
"""
struct msg_payload_v1
    id::String
    dataname::String
    payload_type::String
    transport::String
    encoding::String
    size::Int
    data::Any
    metadata::Dict{String,Any}
end

"""
    msg_envelope_v1

An envelope as it is written: all 14 fields, always, in the order of the wire.

    env, _ = smartsend("chat", [("m", "Hello!", "text")]; is_publish = false)
    env.payloads[1].size    # 6
"""
struct msg_envelope_v1
    correlation_id::String
    msg_id::String
    timestamp::String
    send_to::String
    msg_purpose::String
    sender_name::String
    sender_id::String
    receiver_name::String
    receiver_id::String
    reply_to::String
    reply_to_msg_id::String
    broker_url::String
    metadata::Dict{String,Any}
    payloads::Vector{msg_payload_v1}
end

# Fields in the order of the struct, which is the order on the wire.
members(value) = (name => getfield(value, name) for name in fieldnames(typeof(value)))
write_json(io::IO, value::msg_payload_v1, path, code) = write_members(io, members(value), path, code)
write_json(io::IO, value::msg_envelope_v1, path, code) = write_members(io, members(value), path, code)

"How one payload was sent, and why."
struct PayloadReceipt
    dataname::String
    transport::String
    reason::String
    bytes::Int
end

"What the stream answered."
struct PubAck
    stream::String
    seq::Int
    duplicate::Bool
end

"What became of a message. `bytes` counts the whole published message."
struct Receipt
    payloads::Vector{PayloadReceipt}
    bytes::Int
    pub_ack::Union{PubAck,Nothing}
end

"`env, env_json_str = smartsend(...)`; a third name takes the `Receipt`."
const SendResult = Tuple{msg_envelope_v1,String,Receipt}
