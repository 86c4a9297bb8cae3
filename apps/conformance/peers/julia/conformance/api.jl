# What there is, found in the methods themselves: keyword arguments of each function, members of what it gives.

"Keyword arguments as the methods have them; those that are handed on are those of `smartsend` and `smartreceive`."
function keywords(methods_of...)
    found = Set{Symbol}()
    for method in methods_of
        union!(found, Base.kwarg_decl(method))
    end
    return found
end
function options_of_function(handed_on, methods_of...)
    own = filter(name -> !endswith(String(name), "..."), keywords(methods_of...))
    return sort!([String(name) for name in setdiff(union(own, handed_on), (:inbox,))])
end
const SENDING = setdiff(keywords(which(smartsend, (String, Vector{Tuple}))), (:inbox,))
const RECEIVING = keywords(which(smartreceive, (Any,)))
const OPTIONS = Dict(
    "smartsend" => options_of_function((), which(smartsend, (String, Vector{Tuple}))),
    "smartreceive" => options_of_function((), which(smartreceive, (Any,))),
    "connect" => options_of_function((), methods(NATSBridge.connect).ms...),
    "publish_message" => options_of_function((), methods(publish_message).ms...),
    "fetch_with_backoff" => options_of_function((), methods(fetch_with_backoff).ms...),
    "plik_upload" => options_of_function((), methods(plik_upload).ms...),
    "subscribe" => options_of_function(RECEIVING, methods(NATSBridge.subscribe).ms...),
    "next" => options_of_function((), methods(NATSBridge.next).ms...),
    "request" => options_of_function(setdiff(union(SENDING, RECEIVING), (:NATS_connection, :reply_to, :is_publish, :jetstream, :confirm, :lazy, :broker_url)), methods(NATSBridge.request).ms...),
    "reply" => options_of_function(setdiff(SENDING, (:NATS_connection,)), methods(NATSBridge.reply).ms...),
    "ack" => options_of_function(setdiff(SENDING, (:NATS_connection,)), which(NATSBridge.ack, (Any, Dict{String,Any}))),
    "nack" => options_of_function(setdiff(SENDING, (:NATS_connection,)), methods(NATSBridge.nack).ms...),
    "serve" => options_of_function(setdiff(union(SENDING, RECEIVING), (:lazy, :NATS_connection, :correlation_id, :reply_to_msg_id, :is_publish, :msg_id, :broker_url)), methods(NATSBridge.serve).ms...),
    "consume" => options_of_function(setdiff(RECEIVING, (:lazy,)), methods(NATSBridge.consume).ms...),
    "stop" => String[],
    "close" => String[],
    "dead_letter" => String[],
)

"Functions that are exported, or whose docstring shows how `NATSBridge` calls them."
function public_functions()
    found = String[]
    for (binding, docs) in Base.Docs.meta(NATSBridge)
        isdefined(NATSBridge, binding.var) && getfield(NATSBridge, binding.var) isa Function || continue
        shows_call(text) = occursin(Regex("^    (\\w+ = )?NATSBridge\\.$(binding.var)\\(", "m"), text)
        is_shown = any(doc -> any(text -> text isa AbstractString && shows_call(text), doc.text), values(docs.docs))
        (is_shown || binding.var in names(NATSBridge)) && push!(found, string(binding.var))
    end
    return sort!(union(found, keys(OPTIONS)))
end

"Names by the function or type that has them."
offered() = merge(Dict{String,Vector{String}}(OPTIONS), Dict("methods" => public_functions(), "NATSBridge" => OPTIONS["connect"],
    "delivery" => sort!(String[string(name) for name in fieldnames(NATSBridge.Delivery) if name in (:env, :info, :msg)]),
    "handle" => sort!(String[string(name) for name in fieldnames(NATSBridge.PayloadHandle) if !(name in (:payload, :reading))])))
