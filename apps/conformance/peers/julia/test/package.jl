# Ready for the General registry: what AutoMerge looks at, and what users of the package see.

function test_package()
    folder = joinpath(@__DIR__, "..")
    project = read(joinpath(folder, "Project.toml"), String)
    section(name) = (found = match(Regex("\\[$name\\]\\n((?:(?!\\[).+\\n?)*)"), project); found === nothing ? Dict{String,String}() : Dict(String(each[1]) => String(each[2]) for each in eachmatch(r"^(\w+) = (.+)$"m, found[1])))
    for name in [collect(keys(section("deps"))); collect(keys(section("weakdeps"))); "julia"; "Test"]
        @test haskey(section("compat"), name)
    end
    @test !any(entry -> occursin(r"[*]|>", entry), values(section("compat")))
    @test section("compat")["JSON"] == "\"1\"" && section("compat")["Arrow"] == "\"2.6.2\""
    @test occursin("version = \"$(NATSBridge.VERSION_OF_PACKAGE)\"", project)
    @test occursin("MIT License", read(joinpath(folder, "LICENSE"), String))
    for (extension, package) in section("extensions")
        @test isfile(joinpath(folder, "ext", "$extension.jl")) && haskey(section("weakdeps"), strip(package, '"'))
        @test occursin(string(getfield(NATSBridge.EXTENSIONS, Symbol(strip(package, '"')))), section("weakdeps")[strip(package, '"')])
    end

    # Every public name says what it does.
    public = [filter(!isequal(:NATSBridge), names(NATSBridge)); collect(PUBLIC)]
    undocumented = filter(name -> !haskey(Base.Docs.meta(NATSBridge), Base.Docs.Binding(NATSBridge, name)), public)
    @test undocumented == []
    @test isempty(detect_ambiguities(NATSBridge))

    # The machine-readable list of what there is tells the truth.
    api = load_json(read(joinpath(folder, "api.json")))
    @test Dict(name => String.(given) for (name, given) in api["offered"]) == offered()
    @test api["other_form"] == OTHER_FORM && api["absent"] == ABSENT
    # Types are known before the program runs.
    @test Base.return_types(smartreceive, (String,)) == [Dict{String,Any}]
    @test Base.return_types(NATSBridge.next, (NATSBridge.Subscription{NATSBridge.Connection,Int},)) == [Dict{String,Any}]
    @test Base.return_types(smartsend, (String, Vector{Tuple{String,Any,String}})) == [NATSBridge.SendResult]
end

const PUBLIC = (:connect, :subscribe, :next, :request, :reply, :ack, :nack, :nak, :term, :serve, :stop, :consume, :dead_letter, :Connection, :Subscription, :Consumption, :Service, :Delivery, :DeliveryInfo, :Msg,
    :PayloadHandle, :value, :bytes, :save_to, :Receipt, :PayloadReceipt, :PubAck, :use_arrow!, :use_http!, :use_json!, :use_nats!, :write_arrow, :read_arrow)

"How the same is done here that other peers have an option or a method for."
const OTHER_FORM = Dict{String,Any}(
    "allow_system_reply" => "option of reply, ack, nack and serve",
    "nats_connection" => "`NATS_connection`, as in the specification",
    "connection_options" => "options of `NATSBridge.connect`, or a `NATS.Connection`",
    "arrow_compression" => "Arrow IPC bytes go as they are: `Arrow.write(io, table; file = true, compress = :lz4)`",
    "connection" => "what `NATSBridge.connect` gives is the connection",
    "status" => "`on_status` of connect",
    "on_status" => "`logger` of consume, and `on_status` of connect",
    "handle.saveTo" => "`NATSBridge.save_to(handle, path)`",
    "handle.bytes" => "`NATSBridge.bytes(handle)`",
    "handle.value, handle.text, handle.json, handle.rows, handle.table" => "`NATSBridge.value(handle)`",
    "handle.type" => "`handle.payload_type`",
    "smartsend.fileserver" => "`fileserver_upload_handler`",
    "smartreceive.fileservers" => "`fileserver_download_handler`, `allowed_link_origins`",
    "rows" => "a table of Tables.jl has rows",
    "unsafe_integers" => "integers are exact",
    "smartsend.json" => "integers are always written exactly",
    "drain_timeout" => "close waits for what is under way",
    "delivery.ack, delivery.nak, delivery.term" => "functions: `NATSBridge.ack(delivery)`",
    "delivery.code, delivery.reason, delivery.stream, delivery.seq, delivery.deliveries" => "`NATSBridge.dead_letter(delivery)`",
    "delivery.headers" => "`delivery.msg.headers`",
)

"Why something is not there."
const ABSENT = Dict{String,Any}(
    "flow, max_bytes_per_second, max_unflushed_bytes" => "publishes wait for the server each (confirm = \"server\"), which paces them",
    "handle.stream" => "`save_to` writes a link while it comes",
    "subscribe.concurrency" => "one message after the other; start tasks",
    "remove_files" => "files stay until the file server ends them",
    "redrive" => "publish the body of the dead letter again",
)

function json_object(all)
    return "{\n" * join([string("    ", repr(name), ": ", value isa AbstractString ? String(dump_json(value)) : "[" * join(repr.(value), ", ") * "]") for (name, value) in sort!(collect(all), by = first)], ",\n") * "\n  }"
end

"Writes `api.json`: `julia --project=. -e 'using Test; include(\"conformance/worker.jl\"); include(\"test/package.jl\"); write_api()'`."
write_api() = write(joinpath(@__DIR__, "..", "api.json"),
    "{\n  \"peer\": \"julia\",\n  \"offered\": " * json_object(offered()) * ",\n  \"other_form\": " * json_object(OTHER_FORM) * ",\n  \"absent\": " * json_object(ABSENT) * "\n}\n")
