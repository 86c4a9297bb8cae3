# The bytes of a direct payload, whatever dialect wrote them.

"""
Decodes `data`; gives the bytes, or `nothing` where `data` is the value itself. Where text could be both raw and base64, the form
whose length is `size` is the right one. Throws `decode_error`.
"""
function read_direct(payload)::Union{Vector{UInt8},Nothing}
    data, encoding, size = payload["data"], payload["encoding"], payload["size"]
    encoding in ("base64", "arrow-ipc", "") && return base64_decode(data)
    encoding == "none" && return raw_bytes(data)
    encoding == "utf-8" && return size === nothing || ncodeunits(data) == size ? raw_bytes(data) : base64_decode(data)
    encoding == "json" && return json_text(data, size)
    fail("decode_error", "encoding $(quoted(encoding)) is none of base64, json, arrow-ipc, utf-8, none")
end

raw_bytes(data::String) = isvalid(data) ? Vector{UInt8}(codeunits(data)) : fail("decode_error", "data holds half a surrogate pair")

function json_text(data::String, size)
    raw = raw_bytes(data)
    length(raw) == size && return raw
    decoded = try_base64(data)
    decoded !== nothing && length(decoded) == size && return decoded
    # A JSON value that happens to be a string; its size is that of its JSON text.
    size !== nothing && length(dump_json(data)) == size && return nothing
    return decoded === nothing || !throws_natsbridge(() -> load_json(raw)) ? raw : decoded
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
verify(payload, data::Vector{UInt8}) = verify(payload, length(data), () -> bytes2hex(sha256(data)))

function verify(payload, came::Int, sha256_of::Function)
    size = payload["size"]
    size === nothing || size == came || fail("checksum_mismatch", "size says $size bytes, $came came")
    wanted = get(payload["metadata"], "checksum", nothing)
    (wanted === nothing || wanted == "") && return nothing, false
    found = wanted isa String ? match(r"^(?:sha256:)?([0-9a-f]{64})$", lowercase(strip(wanted))) : nothing
    found === nothing && fail("checksum_mismatch", "checksum $(quoted(wanted)) is no SHA-256")
    actual = sha256_of()
    actual == found[1] || fail("checksum_mismatch", "checksum says $(found[1]), the bytes have $actual")
    return actual, true
end
