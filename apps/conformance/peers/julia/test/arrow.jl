# Arrow IPC that means harm, and Arrow IPC of every writer. `inflate` gives what the system's codecs would.

no_codec(codec, bytes, size) = error("no codec")
refused_arrow(bytes; options...) = refusal(() -> NATSBridge.assert_arrow_ipc(bytes, "decode_error"; options...)).message

"The first batch of `bytes`, with a function that writes number `index` of its nodes (1 length, 2 nulls) or buffers (1 offset, 2 length)."
function first_batch(bytes)
    messages, _ = NATSBridge.arrow_messages(bytes, "decode_error")
    message = first(filter(each -> each.kind == 3, messages))
    batch = NATSBridge.ArrowBatch(bytes, message, NATSBridge.header_table(bytes, message, "decode_error"), NATSBridge.DecodedBudget(nothing, length(bytes), "decode_error"))
    at(place, number, part) = place[1] + 16(number - 1) + 8(part - 1)
    return batch, (place, number, part, value) -> (NATSBridge.put_little_endian!(bytes, at(getfield(batch, place), number, part), Int64(value)); bytes)
end

function test_arrow()
    # Whole files of every writer pass, and come out the same when they need no other form.
    for name in ("arrow-all-null", "arrow-nested", "arrow-dictionary-delta", "arrow-julia-stream", "arrow-empty-stream", "arrow-int-limits", "arrow-decimal128")
        bytes = arrow_vector(name)
        @test NATSBridge.plain_arrow_ipc(bytes, no_codec, "decode_error") === bytes
    end

    # What lies outside.
    for (place, number, part, value, words) in (
        (:nodes, 1, 1, 4, "needed"), (:nodes, 1, 1, 2, "rows of its batch"), (:nodes, 1, 1, -1, "rows"), (:nodes, 1, 1, typemax(Int64), "rows"), (:nodes, 1, 2, 99, "nulls"),
        (:buffers, 2, 1, 1 << 40, "outside"), (:buffers, 2, 1, -8, "outside"), (:buffers, 2, 2, typemax(Int64), "outside"), (:buffers, 2, 2, 0, "needed"),
    )
        bytes = copy(ARROW_STREAM)
        _, put = first_batch(bytes)
        @test occursin(words, refused_arrow(put(place, number, part, value)))
    end
    bytes = copy(ARROW_STREAM)
    batch, _ = first_batch(bytes)
    offsets = NATSBridge.buffer_at(batch, 3)[1]
    for (row, value, words) in ((1, -1, "go back"), (3, 1_000_000, "outside its values"), (0, 5, "go back"))
        changed = copy(bytes)
        NATSBridge.put_little_endian!(changed, offsets + 4row, Int32(value))
        @test occursin(words, refused_arrow(changed))
    end
    texts = NATSBridge.buffer_at(batch, 4)[1]
    changed = copy(bytes)
    changed[texts] = 0xff
    @test occursin("UTF-8", refused_arrow(changed))
    keyed = arrow_vector("arrow-dictionary-delta")
    batch, _ = first_batch(keyed)
    keyed[NATSBridge.buffer_at(batch, 1)[1]] = 0x7f
    @test occursin("dictionary", refused_arrow(keyed))

    # Rows without bytes, and buffers that say much.
    nulls = arrow_vector("arrow-all-null")
    batch, put = first_batch(nulls)
    rows = NATSBridge.rows_of(batch)
    @test refusal(() -> NATSBridge.assert_arrow_ipc(nulls, "decode_error"; max_decoded_bytes = 8 * rows - 1)).details[:option] == "max_decoded_bytes"
    @test NATSBridge.assert_arrow_ipc(nulls, "decode_error"; max_decoded_bytes = 8 * rows) === nulls
    @test refusal(() -> smartreceive(message([Dict("payload_type" => "arrowtable", "transport" => "direct", "data" => NATSBridge.base64_encode(nulls))]); max_decoded_bytes = 7)).code == "decode_error"
    packed = arrow_vector("arrow-python-lz4")
    batch, put = first_batch(packed)
    full = filter(number -> NATSBridge.buffer_at(batch, number)[2] > 0, 0:batch.buffers[2]-1)
    first_at = NATSBridge.buffer_at(batch, full[1])[1]
    changed = copy(packed)
    NATSBridge.put_little_endian!(changed, first_at, Int64(1) << 50)
    @test refusal(() -> NATSBridge.assert_arrow_ipc(changed, "decode_error")).details[:option] == "max_decoded_bytes"
    offset, size = NATSBridge.buffer_at(batch, full[1]) .- (batch.message.body_first, 0)
    put(:buffers, full[2] + 1, 1, offset)
    @test occursin("overlap", refused_arrow(put(:buffers, full[2] + 1, 2, size)))
    refused = refusal(() -> NATSBridge.plain_arrow_ipc(arrow_vector("arrow-python-lz4"), no_codec, "decode_error"))
    @test occursin("a lz4 buffer cannot be decompressed: no codec", refused.message)
    @test occursin("has others", refusal(() -> NATSBridge.plain_arrow_ipc(arrow_vector("arrow-python-lz4"), (codec, bytes, size) -> zeros(UInt8, size + 1), "decode_error")).message)

    # The form that readers without codecs need: buffers stored as they are, a schema only in the footer.
    for name in ("arrow-lz4-buffer-raw",)
        plain = NATSBridge.plain_arrow_ipc(arrow_vector(name), (codec, bytes, size) -> lz4_literals(bytes), "decode_error")
        @test plain[1:4] == fill(0xff, 4) && NATSBridge.plain_arrow_ipc(plain, no_codec, "decode_error") === plain
    end
    # Views become offsets: the same texts, nulls and nesting.
    viewed = arrow_vector("arrow-polars-string-view")
    fields_of(bytes) = NATSBridge.read_schema(NATSBridge.header_table(bytes, NATSBridge.arrow_messages(bytes, "decode_error")[1][1], "decode_error"))
    @test any(NATSBridge.has_views, fields_of(viewed))
    plain = NATSBridge.plain_arrow_ipc(viewed, no_codec, "decode_error")
    @test !any(NATSBridge.has_views, fields_of(plain)) && NATSBridge.plain_arrow_ipc(plain, no_codec, "decode_error") === plain
    view_of(size, number, offset) = vcat(reinterpret(UInt8, Int32[size, 0, number, offset]))
    short = vcat(reinterpret(UInt8, Int32[2]), Vector{UInt8}("hi"), zeros(UInt8, 10))
    offsets, values = NATSBridge.offsets_of_views(3, UInt8[0b101], vcat(short, view_of(99, 9, 9), view_of(13, 0, 2)), [Vector{UInt8}("__thirteen bytes")], "decode_error")
    @test reinterpret(Int64, offsets) == [0, 2, 2, 15] && String(values) == "hi" * "thirteen byte"
    for views in (view_of(13, 1, 0), view_of(13, 0, 4), view_of(-1, 0, 0), view_of(13, 0, -1), UInt8[])
        @test refusal(() -> NATSBridge.offsets_of_views(1, UInt8[], views, [zeros(UInt8, 16)], "decode_error")).code == "decode_error"
    end
    zeroed = NATSBridge.plain_arrow_ipc(arrow_vector("arrow-polars-lz4"), (codec, bytes, size) -> zeros(UInt8, size), "decode_error")
    names(bytes) = [field.name for field in NATSBridge.read_schema(NATSBridge.header_table(bytes, NATSBridge.arrow_messages(bytes, "decode_error")[1][1], "decode_error"))]
    @test names(zeroed) == names(arrow_vector("arrow-polars-lz4"))
    old = arrow_vector("arrow-julia-stream")
    messages, _ = NATSBridge.arrow_messages(old, "decode_error")
    without_marks = vcat((vcat(old[each.head_first-4:each.head_last], old[each.body_first:each.body_first+each.body_length-1]) for each in messages)..., zeros(UInt8, 4))
    @test NATSBridge.plain_arrow_ipc(without_marks, no_codec, "decode_error") == NATSBridge.plain_arrow_ipc(old, no_codec, "decode_error")[1:end] || length(NATSBridge.arrow_messages(NATSBridge.plain_arrow_ipc(without_marks, no_codec, "decode_error"), "decode_error")[1]) == length(messages)

    # Damage is a table or an error, never a crash.
    random = MersenneTwister(7)
    sources = [arrow_vector(name) for name in ("arrow-nested", "arrow-dictionary-delta", "arrow-polars-string-view", "arrow-many-batches", "arrow-python-lz4", "arrow-julia-stream", "arrow-timestamps")]
    outcomes = map(1:3_000) do _
        bytes = copy(rand(random, sources))
        for _ in 1:rand(random, 1:3)
            bytes[rand(random, eachindex(bytes))] = rand(random, UInt8)
        end
        rand(random) < 0.1 && resize!(bytes, rand(random, 0:length(bytes)))
        try
            NATSBridge.plain_arrow_ipc(bytes, (codec, frame, size) -> zeros(UInt8, size), "decode_error")
            "read"
        catch error
            error isa NatsBridgeError || rethrow()
            error.code
        end
    end
    @test Set(outcomes) == Set(["read", "decode_error"])
end

"The content of an LZ4 frame whose blocks are stored as they are."
lz4_literals(bytes) = (size = Int(NATSBridge.little_endian(UInt32, bytes, 8) & 0x7fffffff); bytes[12:11+size])
