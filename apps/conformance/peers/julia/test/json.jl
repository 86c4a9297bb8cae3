function test_json()
    text(value) = String(dump_json(value))

    @test text(Dict("a" => Any[1, 2.5, nothing, missing, true])) == "{\"a\":[1,2.5,null,null,true]}"
    @test text((b = 1, a = "x")) == "{\"b\":1,\"a\":\"x\"}"
    @test text((1, :x, 'y')) == "[1,\"x\",\"y\"]"
    @test text("é\n\"\\\0🎉") == "\"é\\u000a\\\"\\\\\\u0000🎉\""
    @test text(big(2)^70) == "1180591620717411303424"
    @test text(typemin(Int64)) == "-9223372036854775808"
    @test load_json(text(1.0e-7)) === 1.0e-7 && load_json(text(0.1f0)) === Float64(0.1f0)

    for (value, words) in (
        (Dict("a" => [1, NaN]), "a[1] is NaN"),
        (Dict("a b" => (c = Inf,)), "[\"a b\"].c is Inf"),
        (Dict(1 => 2), "the value has the key 1 of type Int64"),
        (Dict("a" => 1 // 2), "a is a Rational{Int64}"),
        (Dict("a" => Set([1])), "a is a Set{Int64}"),
        (Dict("a" => "\xff"), "a is not valid UTF-8"),
    )
        refused = refusal(() -> dump_json(value))
        @test refused.code == "invalid_payload" && occursin(words, refused.message)
    end
    cycle = Any[]
    push!(cycle, cycle)
    @test refusal(() -> dump_json(cycle)).code == "invalid_payload"

    @test load_json(" {\"a\" : [1, -2.5e3, null, true, false, \"x\"] , \"a\":3} ") == Dict("a" => 3)
    @test load_json("9223372036854775807") === typemax(Int64) && load_json("-9223372036854775808") === typemin(Int64)
    @test load_json("9223372036854775808") == big(2)^63 && load_json("123456789012345678901234567890") isa BigInt
    @test load_json("9007199254740993.0") === 9007199254740992.0
    @test isequal(load_json("[NaN,Infinity,-Infinity,\"NaN\"]"), [NaN, Inf, -Inf, "NaN"])
    @test load_json("\"\\u00e9\\ud83c\\udf89\\n\\/\"") == "é🎉\n/"
    @test !isvalid(load_json("\"\\ud800\""))
    @test load_json(repeat("[", 1900) * repeat("]", 1900)) isa Vector
    for bad in ("", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", "1e", "+1", ".5", "\"a", "\"\n\"", "\"\\x\"", "\"\\u12\"", "nul", "1 2", "[1 2]", "\xff", repeat("[", 100_000))
        @test refusal(() -> load_json(bad)).code == "decode_error"
    end
end
