"""
Named, typed payloads over NATS; big ones travel as links to a file server.

    using NATSBridge
    env, env_json_str = smartsend("/chat", [("message", "Hello!", "text")])
    env = smartreceive(msg)
    for (dataname, data, type) in env["payloads"] ... end
"""
module NATSBridge

using Dates, Random, SHA, Sockets, UUIDs

export smartsend, smartreceive, fetch_with_backoff, plik_upload, plik_oneshot_upload, publish_message
export msg_envelope_v1, msg_payload_v1, NatsBridgeError

include("constants.jl")
include("log.jl")
include("errors.jl")
include("silence.jl")
include("json_write.jl")
include("json_read.jl")
include("base64.jl")
include("settings.jl")
include("subjects.jl")
include("models.jl")
include("extensions.jl")
include("arrow/flatbuffer.jl")
include("arrow/schema.jl")
include("arrow/messages.jl")
include("arrow/batch.jl")
include("arrow/check.jl")
include("arrow/ipc.jl")
include("arrow/views.jl")
include("arrow/rewrite.jl")
include("serialize.jl")
include("plan.jl")
include("http.jl")
include("http_reading.jl")
include("links.jl")
include("download.jl")
include("plik.jl")
include("take_within.jl")
include("nats_connection.jl")
include("nats.jl")
include("nats_reader.jl")
include("publish.jl")
include("envelope.jl")
include("send.jl")
include("uploads.jl")
include("parse.jl")
include("direct_data.jl")
include("payload.jl")
include("payload_handle.jl")
include("receive.jl")
include("exchange.jl")
include("answers.jl")
include("delivery.jl")
include("consumer.jl")
include("dead_letter.jl")
include("consume.jl")

end
