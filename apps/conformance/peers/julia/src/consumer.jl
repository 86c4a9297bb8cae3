# The durable pull consumer that a consumption reads through.

"What a consumption was told, checked."
struct ConsumeSettings
    stream::String
    consumer::String
    filter_subjects::Vector{String}
    api::String
    ack_wait::Union{Int,Nothing}
    max_deliver::Union{Int,Nothing}
    deliver_policy::Union{String,Nothing}
    nak_delay::Int
    max_nak_delay::Int
    double_ack::Bool
    dedup_window::Int
    dead_letter_subject::String
    on_poison::Any
    logger::Any
end

"`\$JS.API`, the one of a domain, or another prefix."
function api_prefix(domain, prefix)
    domain === nothing || prefix === nothing || fail("invalid_config", "domain and api_prefix exclude each other")
    chosen = prefix !== nothing ? text_option("api_prefix", prefix) : domain !== nothing ? "\$JS.$(text_option("domain", domain)).API" : "\$JS.API"
    assert_publish_subject(chosen, prefix === nothing ? "domain" : "api_prefix")
    return chosen
end

function assert_api_name(name, option)
    text = text_option(option, name)
    isempty(text) || occursin(r"[\s.*>/\\]", text) && fail("invalid_config", "$option: $(quoted(text)) holds a character that no name may have")
    isempty(text) && fail("invalid_config", "$option: expected a name")
    return text
end

function js_api(connection, settings, subject, body)
    answer = raw_request(connection, "$(settings.api).$subject", body)
    answer === nothing && fail("timeout", "JetStream does not answer")
    answer.status == "503" && fail("no_responders", "this server has no JetStream")
    value = load_json(answer.payload; code = "connection_failed")
    return value isa AbstractDict ? value : fail("connection_failed", "what answers is no JetStream")
end

"Finds or makes the consumer; gives its ack wait in seconds and its own `max_deliver`. Throws `invalid_config` where it does not fit."
function ensure_consumer(connection, settings::ConsumeSettings)
    answer = js_api(connection, settings, "CONSUMER.INFO.$(settings.stream).$(settings.consumer)", UInt8[])
    is_new = haskey(answer, "error") && get(answer["error"], "err_code", 0) == 10014
    if is_new
        config = Dict{String,Any}("durable_name" => settings.consumer, "ack_policy" => "explicit", "deliver_policy" => something(settings.deliver_policy, "all"), "replay_policy" => "instant")
        settings.ack_wait === nothing || (config["ack_wait"] = settings.ack_wait * 1_000_000)
        length(settings.filter_subjects) == 1 && (config["filter_subject"] = settings.filter_subjects[1])
        length(settings.filter_subjects) > 1 && (config["filter_subjects"] = settings.filter_subjects)
        answer = js_api(connection, settings, "CONSUMER.DURABLE.CREATE.$(settings.stream).$(settings.consumer)", dump_json(Dict("stream_name" => settings.stream, "config" => config)))
    end
    haskey(answer, "error") && fail("invalid_config", "stream $(quoted(settings.stream)), consumer $(quoted(settings.consumer)): $(error_text(answer))")
    config = get(answer, "config", nothing)
    config isa AbstractDict || fail("connection_failed", "what answers is no JetStream")
    is_new || compare_consumer(settings, config)
    ack_wait, max_deliver = get(config, "ack_wait", 30_000_000_000), get(config, "max_deliver", -1)
    return ack_wait / 1e9, max_deliver isa Int && max_deliver > 0 ? max_deliver : nothing
end

"A durable that is there keeps its settings: what makes it unusable is refused, other differences are told."
function compare_consumer(settings::ConsumeSettings, config::AbstractDict)
    refuse(text) = fail("invalid_config", "consumer $(quoted(settings.consumer)) of stream $(quoted(settings.stream)): $text")
    get(config, "ack_policy", "explicit") == "explicit" || refuse("its ack_policy is $(quoted(config["ack_policy"])), explicit is needed")
    get(config, "headers_only", false) === true && refuse("it is headers_only, and gives no bodies")
    isempty(get(config, "deliver_subject", "")) || refuse("it pushes, a pull consumer is needed")
    single = get(config, "filter_subject", "")
    theirs = sort(String[String(each) for each in get(config, "filter_subjects", isempty(single) ? Any[] : Any[single])])
    ours = sort(settings.filter_subjects)
    isempty(ours) || ours == theirs || refuse("its filter_subjects are $(quoted(join(theirs, ", "))), and $(quoted(join(ours, ", "))) were asked for")
    asked = (ack_wait = settings.ack_wait === nothing ? nothing : settings.ack_wait * 1_000_000, deliver_policy = settings.deliver_policy)
    for (name, value) in pairs(asked)
        value === nothing || get(config, string(name), value) == value ||
            log_trace(settings.logger, "", "consumer $(quoted(settings.consumer)) keeps its $name of $(quoted(config[string(name)])); $(quoted(value)) was asked for")
    end
end
