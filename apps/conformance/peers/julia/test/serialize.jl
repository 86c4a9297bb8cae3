using NATSBridge: _serialize_data, _deserialize_data

function test_serialize()
    bytes(text) = Vector{UInt8}(text)
    @test _serialize_data("é🎉", "text") == bytes("é🎉")
    @test _serialize_data(SubString("abc", 2), "text") == bytes("bc")
    @test _serialize_data(Dict("a" => 1), "dictionary") == bytes("{\"a\":1}")
    @test _serialize_data((a = 1,), "dictionary") == bytes("{\"a\":1}")
    @test _serialize_data([(id = 1, name = "Ada")], "jsontable") == bytes("[{\"id\":1,\"name\":\"Ada\"}]")
    @test _serialize_data([Dict("id" => 1)], "jsontable") == bytes("[{\"id\":1}]")
    @test _serialize_data(UInt8[1, 2], "image") == [1, 2] && _serialize_data(view(UInt8[1, 2, 3], 2:3), "audio") == [2, 3]
    @test _serialize_data(ARROW_STREAM, "arrowtable") == ARROW_STREAM
    buffer = IOBuffer()
    write(buffer, "abc")
    @test _serialize_data(buffer, "binary") == bytes("abc") && take!(buffer) == bytes("abc")

    for (value, payload_type, words) in (
        (1, "text", "text is a String, not Int64"),
        ("\xff", "text", "text is not valid UTF-8"),
        (UInt8[1], "text", "text is a String, not Array{UInt8,1}"),
        ("x", "image", "image is a Vector{UInt8}"),
        (5, "video", "video is a Vector{UInt8}"),
        (Dict("a" => 1), "jsontable", "jsontable is a vector"),
        ([1], "jsontable", "row 0 of a jsontable"),
        ("x", "jsontable", "jsontable is a table"),
        ([(a = 1,)], "arrowtable", "without Arrow.jl an arrowtable is Arrow IPC bytes"),
        (bytes("no arrow"), "arrowtable", "not Arrow IPC"),
        (bytes("FEA1xxxx"), "arrowtable", "Feather V1"),
        (ARROW_STREAM[1:end-300], "arrowtable", "truncated"),
    )
        refused = refusal(() -> _serialize_data(value, payload_type))
        @test refused.code == "invalid_payload" && occursin(words, refused.message)
    end
    for payload_type in ("Text", "table", "")
        refused = refusal(() -> _serialize_data("x", payload_type))
        @test refused.code == "unsupported_type" && occursin(repr(payload_type), refused.message)
    end
    for length in 1:7
        @test refusal(() -> _deserialize_data(ARROW_STREAM[1:length], "arrowtable")).code == "decode_error"
    end
    @test _deserialize_data(ARROW_STREAM[1:end-8], "arrowtable") == ARROW_STREAM[1:end-8]
    @test refusal(() -> _deserialize_data(bytes("[1]"), "jsontable")).code == "decode_error"
end
