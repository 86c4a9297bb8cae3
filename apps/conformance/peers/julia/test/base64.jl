using NATSBridge: base64_decode, base64_encode

function test_base64()
    @test base64_encode(UInt8[]) == "" && base64_encode(Vector{UInt8}("f")) == "Zg=="
    for length in 0:70
        data = rand(UInt8, length)
        @test base64_decode(base64_encode(data)) == data
        @test base64_decode(rstrip(base64_encode(data), '=')) == data
    end
    @test base64_encode(UInt8[0xfb, 0xff, 0xfe]) == "+//+"
    @test base64_decode("-__-") == UInt8[0xfb, 0xff, 0xfe]
    @test base64_decode(" AQID\r\nBA==\n") == 1:4
    for bad in ("AQ=DBA==", "A", "AQID====", "AQID=", "AQ=", "AQI==", "AQ*D", "é", "====")
        @test refusal(() -> base64_decode(bad)).code == "decode_error"
    end
end
