# The bytes of a direct payload, whatever dialect wrote them.

"Decodes `data`. Where text could be both raw and base64, the form whose length is `size` is the right one. Throws `decode_error`."
function read_direct(payload)::Vector{UInt8}
    data, encoding, payload_type = payload["data"], lowercase(payload["encoding"]), payload["payload_type"]
    encoding == "none" && return raw_bytes(data)
    encoding in ("json", "utf-8", "utf8") && return raw_or_base64(data, payload["size"], encoding == "json")
    encoding in ("base64", "") && return payload_type in ("text", "dictionary", "jsontable", "table") ? base64_or_raw(data, payload["size"]) : base64_decode(data)
    encoding == "arrow-ipc" && return base64_decode(data)
    fail("decode_error", "encoding $(repr(payload["encoding"])) is none of base64, json, arrow-ipc, utf-8, none")
end

raw_bytes(data::String) = Vector{UInt8}(codeunits(data))

function raw_or_base64(data::String, size, is_json::Bool)
    raw = raw_bytes(data)
    if ncodeunits(data) == size || (size === nothing && !(is_json && throws_natsbridge(() -> load_json(raw))))
        return raw
    end
    decoded = try_base64(data)
    return decoded !== nothing && (size === nothing || length(decoded) == size) ? decoded : raw
end

function base64_or_raw(data::String, size)
    decoded = try_base64(data)
    if decoded === nothing
        ncodeunits(data) == size && return raw_bytes(data)
        return base64_decode(data)
    end
    return length(decoded) != size && ncodeunits(data) == size ? raw_bytes(data) : decoded
end

try_base64(data) =
    try
        base64_decode(data)
    catch error
        error isa NatsBridgeError || rethrow()
        nothing
    end

throws_natsbridge(work) =
    try
        work()
        false
    catch error
        error isa NatsBridgeError || rethrow()
        true
    end

"Holds the bytes against `size` and `metadata.checksum`; gives the checksum and whether it was checked. Throws `checksum_mismatch`."
function verify(payload, data::Vector{UInt8})
    size = payload["size"]
    size === nothing || size == length(data) || fail("checksum_mismatch", "size says $size bytes, $(length(data)) came")
    wanted = get(payload["metadata"], "checksum", nothing)
    (wanted === nothing || wanted == "") && return nothing, false
    found = wanted isa String ? match(r"^(?:sha256:)?([0-9a-f]{64})$", lowercase(strip(wanted))) : nothing
    found === nothing && fail("checksum_mismatch", "checksum $(first(repr(wanted), 80)) is no SHA-256")
    actual = bytes2hex(sha256(data))
    actual == found[1] || fail("checksum_mismatch", "checksum says $(found[1]), the bytes have $actual")
    return actual, true
end
