# The hooks through which Arrow.jl, HTTP.jl, JSON.jl and NATS.jl are used, with modules that stand in for them.
# This proves our side of the calls, not the packages.

module StandInArrow
struct Table
    bytes::Vector{UInt8}
end
write(io, table; file = false) = (file || error("expected the file format"); Base.write(io, "ARROW1\0\0", string(table)); nothing)
end

module StandInNATS
const published = []
publish(connection, subject, body; reply_to = "") = push!(published, (connection, subject, String(copy(body))))
info(connection) = (max_payload = 5_000,)
end

module StandInJSON
struct Object{K,V} <: AbstractDict{K,V}
    members::Vector{Pair{K,V}}
    Object{K,V}() where {K,V} = new{K,V}(Pair{K,V}[])
end
Base.setindex!(object::Object, value, key) = push!(object.members, key => value)
Base.iterate(object::Object, state...) = iterate(object.members, state...)
Base.length(object::Object) = length(object.members)
Base.get(object::Object, key, default) = (at = findfirst(pair -> pair.first == key, object.members); at === nothing ? default : object.members[at].second)
end

module StandInHTTP
const requests = []
request(method, url, headers, body; options...) = (push!(requests, (method, url)); (status = 200, headers = ["Content-Length" => "5"], body = Vector{UInt8}("hello")))
end

function test_packages()
    for name in ("Arrow", "HTTP", "JSON", "NATS")
        extension = read(joinpath(@__DIR__, "../ext/NATSBridge$(name)Ext.jl"), String)
        @test occursin("using $name, NATSBridge", extension) && occursin("NATSBridge.use_$(lowercase(name))!($name)", extension)
        @test isdefined(NATSBridge, Symbol("use_$(lowercase(name))!"))
    end

    try
        NATSBridge.use_arrow!(StandInArrow)
        @test NATSBridge._serialize_data([(a = 1,)], "arrowtable")[1:6] == Vector{UInt8}("ARROW1")
        @test NATSBridge._deserialize_data(ARROW_STREAM, "arrowtable") isa StandInArrow.Table
        NATSBridge.use_nats!(StandInNATS)
        _, text, receipt = smartsend("chat", [("m", "Hello!", "text")]; NATS_connection = :connection)
        @test StandInNATS.published == [(:connection, "chat", text)]
        @test occursin("max_payload 5,000", receipt.payloads[1].reason)
        @test refusal(() -> smartsend("chat", [("m", "Hello!", "text")]; NATS_connection = :connection, jetstream = true)).code == "unsupported"
        NATSBridge.use_json!(StandInJSON)
        received = smartreceive(text)
        @test received isa StandInJSON.Object{String,Any} && collect(keys(received))[1:4] == ["correlation_id", "msg_id", "timestamp", "send_to"]
        @test received["payloads"] == [("m", "Hello!", "text")]
        NATSBridge.use_http!(StandInHTTP)
        @test fetch_with_backoff("https://files.example/x"; policy = NATSBridge.make_link_policy(allowed_link_origins = ["https://files.example"])) == Vector{UInt8}("hello")
        @test StandInHTTP.requests == [("GET", "https://files.example/x")]
    finally
        NATSBridge.ARROW[] = NATSBridge.HTTP_PACKAGE[] = NATSBridge.JSON_PACKAGE[] = NATSBridge.NATS_PACKAGE[] = nothing
    end
    refused = refusal(() -> fetch_with_backoff("https://files.example/x"; policy = NATSBridge.make_link_policy(allowed_link_origins = "any")))
    @test refused.code == "unsupported" && occursin("HTTP.jl", refused.message)
end
