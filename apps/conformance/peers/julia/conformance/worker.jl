# Takes jobs over NATS and does them with NATSBridge. See PROTOCOL.md.
# Run with: julia --project=. conformance/worker.jl

using NATSBridge, SHA
using NATSBridge: base64_decode, dump_json, load_json

include("api.jl")
include("canonical.jl")
include("generators.jl")
include("log_report.jl")

const PEER = "julia"
const NACK_REASON = "out of stock"
const SEND = (:fileserver_url, :size_threshold, :correlation_id, :msg_id, :msg_purpose, :sender_name, :sender_id, :receiver_name, :receiver_id, :reply_to, :reply_to_msg_id, :is_publish, :metadata)
const RECEIVE = (:fileserver_url, :max_retries, :base_delay, :max_delay, :allowed_link_origins, :max_download_bytes, :max_message_bytes, :max_decoded_bytes, :min_speed, :headers_timeout, :idle_timeout, :total_timeout)
const CONSUME = (:dead_letter_subject, :ack_wait)

struct BadJob <: Exception
    message::String
end

struct Worker
    nats_url::String
    connections::Dict{String,Any}
    waiting::Dict{String,Task}
    logs::Dict{String,LogReport}
end

url_of(worker::Worker, job) = get(get(job, "options", Dict()), "broker_url", worker.nats_url)

function connection_of(worker::Worker, job)
    url = url_of(worker, job)
    connection = get(worker.connections, url, nothing)
    if connection === nothing || connection.closed
        worker.connections[url] = NATSBridge.connect(url)
    end
    return worker.connections[url]
end

function options_of(job, names)
    given = get(job, "options", Dict{String,Any}())
    options = Dict{Symbol,Any}(name => given[String(name)] for name in names if haskey(given, String(name)))
    if names === SEND
        get(given, "upload", "") == "plik_oneshot" && (options[:fileserver_upload_handler] = plik_oneshot_upload)
        stream = get(given, "jetstream", false)
        stream === false || (options[:jetstream] = stream isa AbstractDict ? (; (Symbol(key) => value for (key, value) in stream)...) : stream)
    end
    return options
end

values_of(payloads) = Tuple[(payload["dataname"], value_of(payload), payload["type"]) for payload in payloads]

function value_of(payload)
    haskey(payload, "value") && return payload["value"]
    haskey(payload, "base64") && return base64_decode(payload["base64"])
    haskey(payload, "gen") && return generate(payload["gen"])
    haskey(payload, "columns") && throw(NatsBridgeError("unsupported", "columns need Arrow.jl; hand the table over as a file"))
    if haskey(payload, "file")
        content = read(payload["file"])
        payload["type"] == "text" && return String(content)
        return payload["type"] in ("dictionary", "jsontable") ? load_json(content) : content
    end
    throw(BadJob("payload $(repr(payload["dataname"])) has no value"))
end

function received(env, job)
    envelope = canonical_json(Dict{String,Any}(name => value for (name, value) in env if !(name in ("payloads", "payload_info", "passed_over"))))
    answer = Dict{String,Any}("envelope" => envelope, "payloads" => [canonical_payload(payload, get(job, "answer", "full")) for payload in env["payloads"]])
    haskey(env, "passed_over") && (answer["passed_over"] = env["passed_over"])
    return answer
end

function sent((env, text, receipt))
    fields = Dict{String,Any}(String(name) => getfield(env, name) for name in fieldnames(msg_envelope_v1))
    fields["payloads"] = map(env.payloads) do payload
        written = Dict{String,Any}(String(name) => getfield(payload, name) for name in fieldnames(msg_payload_v1))
        payload.transport == "link" || (written["data"] = "")
        written
    end
    return Dict{String,Any}("env" => fields, "bytes" => receipt.bytes,
        "receipt" => [Dict("dataname" => each.dataname, "transport" => each.transport, "reason" => each.reason, "bytes" => each.bytes) for each in receipt.payloads])
end

function register!(work::Function, worker::Worker)
    handle = "$PEER-$(NATSBridge.new_id())"
    worker.waiting[handle] = @async work()
    return Dict{String,Any}("handle" => handle)
end

const OPERATIONS = Dict{String,Function}(
    "ping" => (worker, job) -> Dict{String,Any}("peer" => PEER, "runtime" => "Julia $VERSION", "ops" => sort!(collect(keys(OPERATIONS))),
        "types" => collect(NATSBridge.PAYLOAD_TYPES), "transports" => ["direct", "link"], "arrow" => "ipc"),
    "api" => (worker, job) -> Dict{String,Any}("offered" => offered()),
    "send" => function (worker, job)
        log = log_of(job)
        answer = sent(smartsend(job["subject"], values_of(job["payloads"]); NATS_connection = connection_of(worker, job), broker_url = url_of(worker, job), logger = log, options_of(job, SEND)...))
        return log === nothing ? answer : merge!(answer, Dict("log" => report(log)))
    end,
    "log" => (worker, job) -> Dict{String,Any}("log" => haskey(worker.logs, job["handle"]) ? report(pop!(worker.logs, job["handle"])) : nothing),
    "receive" => function (worker, job)
        log = log_of(job)
        passed_over = Ref(0)
        subscription = NATSBridge.subscribe(connection_of(worker, job), job["subject"]; logger = log, on_poison = (error, msg) -> passed_over[] += 1, options_of(job, RECEIVE)...)
        registered = register!(worker) do
            try
                # Iterating passes over what cannot be read.
                get(job, "pass_over", false) ? merge!(first(subscription), Dict("passed_over" => passed_over[])) : NATSBridge.next(subscription; timeout = 0)
            finally
                close(subscription)
            end
        end
        log === nothing || (worker.logs[registered["handle"]] = log)
        return registered
    end,
    "reply" => function (worker, job)
        connection = connection_of(worker, job)
        subscription = NATSBridge.subscribe(connection, job["subject"]; options_of(job, RECEIVE)...)
        register!(worker) do
            try
                env = NATSBridge.next(subscription; timeout = 0)
                options = options_of(job, SEND)
                if job["payloads"] == "ack"
                    NATSBridge.ack(connection, env; options...)
                elseif job["payloads"] == "nack"
                    NATSBridge.nack(connection, env, NACK_REASON; options...)
                else
                    NATSBridge.reply(connection, env, job["payloads"] == "echo" ? env["payloads"] : values_of(job["payloads"]); options...)
                end
                env
            finally
                close(subscription)
            end
        end
    end,
    "consume" => function (worker, job)
        first_one, passed_over = Channel{Any}(1), Ref(0)
        passes_over = get(job, "pass_over", false)
        tell(error, msg) = passes_over ? passed_over[] += 1 : isready(first_one) || put!(first_one, error)
        consumption = NATSBridge.consume(connection_of(worker, job); stream = job["stream"], consumer = job["consumer"], filter_subject = get(job, "filter_subject", ""),
            on_poison = tell, options_of(job, RECEIVE)..., options_of(job, CONSUME)...) do env, delivery
            NATSBridge.ack(delivery)
            consumption_done(first_one, passes_over ? merge(env, Dict("passed_over" => passed_over[])) : env)
        end
        register!(worker) do
            result = fetch(first_one)
            NATSBridge.stop(consumption)
            result isa Exception ? throw(result) : result
        end
    end,
    "collect" => function (worker, job)
        haskey(worker.waiting, job["handle"]) || throw(BadJob("unknown handle $(job["handle"])"))
        task = pop!(worker.waiting, job["handle"])
        done = Channel{Any}(1)
        @async put!(done, try
            fetch(task)
        catch error
            error isa TaskFailedException ? error.task.exception : error
        end)
        result = NATSBridge.take_within(done, get(job, "timeout_ms", 10_000))
        result === nothing && throw(NatsBridgeError("timeout", "no message came in time"))
        result isa Exception ? throw(result) : received(result, job)
    end,
    "request" => (worker, job) -> received(NATSBridge.request(connection_of(worker, job), job["subject"], values_of(job["payloads"]);
            timeout = get(job, "timeout_ms", 10_000), options_of(job, SEND)..., options_of(job, RECEIVE)...), job),
    "read" => function (worker, job)
        files = something(get(job, "files", nothing), Dict{String,Any}())
        download(url, _...) = haskey(files, url) ? base64_decode(files[url]) : throw(NatsBridgeError("link_gone", "$url is none of the files of this job"))
        received(smartreceive(base64_decode(job["envelope_base64"]); fileserver_download_handler = download), job)
    end,
    "stop" => (worker, job) -> Dict{String,Any}(),
)

consumption_done(channel, env) = isready(channel) || put!(channel, env)

"The answer to one job, and whether it was the last one."
function answer(worker::Worker, body::Vector{UInt8})
    job = Dict{String,Any}()
    result = try
        job = load_json(body)
        operation = get(OPERATIONS, get(job, "op", ""), nothing)
        operation === nothing && throw(BadJob("unknown op $(repr(get(job, "op", "")))"))
        merge!(Dict{String,Any}("ok" => true), operation(worker, job))
    catch error
        if error isa NatsBridgeError
            Dict{String,Any}("error" => error.code, "message" => error.message)
        elseif error isa Union{BadJob,KeyError}
            Dict{String,Any}("error" => "bad_job", "message" => sprint(showerror, error))
        else
            Dict{String,Any}("error" => "crash", "message" => sprint(showerror, error, catch_backtrace()))
        end
    end
    return dump_json(result), get(job, "op", "") == "stop"
end

function main()
    worker = Worker(ENV["NATS_URL"], Dict{String,Any}(), Dict{String,Task}(), Dict{String,LogReport}())
    connection = connection_of(worker, Dict{String,Any}())
    jobs = NATSBridge.raw_subscribe(connection, "conformance.$PEER.jobs")
    println("ready $PEER")
    flush(stdout)
    for msg in jobs.messages
        @async begin
            reply, is_last = answer(worker, msg.payload)
            NATSBridge.publish(connection, msg.reply_to, reply)
            if is_last
                foreach(close, values(worker.connections))
            end
        end
    end
end

abspath(PROGRAM_FILE) == @__FILE__() && main()
