new_id() = string(uuid4(RandomDevice()))

"An envelope without payloads. Throws `invalid_subject`, `invalid_config`, `invalid_payload` (metadata)."
function build_envelope(subject, broker_url, options)::msg_envelope_v1
    assert_publish_subject(subject)
    reply_to = text_option("reply_to", options.reply_to)
    isempty(reply_to) || assert_publish_subject(reply_to, "reply_to")
    isempty(options.correlation_id) && fail("invalid_config", "correlation_id: expected text that is not empty")
    options.metadata isa AbstractDict || fail("invalid_config", "metadata: expected a Dict, got $(typeof(options.metadata))")
    return msg_envelope_v1(
        text_option("correlation_id", options.correlation_id),
        assert_msg_id(options.msg_id),
        utc_now(),
        String(subject),
        text_option("msg_purpose", options.msg_purpose),
        text_option("sender_name", options.sender_name),
        text_option("sender_id", options.sender_id),
        text_option("receiver_name", options.receiver_name),
        text_option("receiver_id", options.receiver_id),
        reply_to,
        text_option("reply_to_msg_id", options.reply_to_msg_id),
        strip_credentials(broker_url),
        Dict{String,Any}(String(key) => value for (key, value) in options.metadata),
        msg_payload_v1[],
    )
end

new_payload(dataname, content, payload_type, transport = "direct", encoding = "base64", data = "") =
    msg_payload_v1(new_id(), dataname, payload_type, transport, encoding, length(content), data, Dict{String,Any}("checksum" => bytes2hex(sha256(content))))

function encode_envelope(env::msg_envelope_v1)
    try
        return dump_json(env)
    catch error
        error isa NatsBridgeError || rethrow()
        fail(error.code, "envelope: $(error.message)")
    end
end
