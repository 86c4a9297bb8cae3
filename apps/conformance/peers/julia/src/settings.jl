# Options, environment and defaults, in this order. An empty variable is unset.

environment(name) = (value = get(ENV, name, ""); isempty(value) ? nothing : value)

struct Url
    scheme::String
    user::String
    password::String
    host::String
    port::Int
    target::String
end

const DEFAULT_PORTS = Dict("http" => 80, "https" => 443, "nats" => 4222, "tls" => 4222)

"Throws `invalid_config` naming `name`."
function parse_url(text::AbstractString, name::AbstractString)::Url
    found = match(r"^([a-zA-Z][a-zA-Z0-9+.-]*)://(?:([^/?#@]*)@)?(\[[0-9a-fA-F:.]+\]|[^/?#:@\s\\]+)(?::(\d{1,5}))?([/?#][^\s]*)?$", text)
    found === nothing && fail("invalid_config", "$name: $(repr(redact_url(text))) is no URL with scheme and host")
    scheme = lowercase(found[1])
    user, password = "", ""
    if found[2] !== nothing
        parts = split(found[2], ':'; limit = 2)
        user, password = percent_decode(parts[1]), length(parts) == 2 ? percent_decode(parts[2]) : ""
    end
    port = found[4] === nothing ? get(DEFAULT_PORTS, scheme, 0) : parse(Int, found[4])
    0 < port < 65_536 || fail("invalid_config", "$name: no port, or one out of range")
    target = first(split(something(found[5], "/"), '#'))
    return Url(scheme, user, password, lowercase(strip(found[3], ['[', ']'])), port, startswith(target, "/") ? target : "/" * target)
end

percent_decode(text::AbstractString) =
    String(UInt8[part for part in codeunits(replace(text, r"%[0-9a-fA-F]{2}" => hex -> Char(parse(UInt8, hex[2:3], base = 16))))])

"`http://host:port`, default ports left out. Throws `invalid_config`."
function origin_of(text, name::AbstractString)
    text isa AbstractString || fail("invalid_config", "$name: expected text, got $(typeof(text))")
    scheme = match(r"^[a-zA-Z][a-zA-Z0-9+.-]*(?=://)", text)
    scheme === nothing || lowercase(scheme.match) in ("http", "https") || fail("invalid_config", "$name: expected an http or https URL, got $(scheme.match)://…")
    url = parse_url(text, name)
    host = occursin(':', url.host) ? "[$(url.host)]" : url.host
    return "$(url.scheme)://$host" * (url.port == DEFAULT_PORTS[url.scheme] ? "" : ":$(url.port)")
end

broker_servers(value) = [occursin("://", each) ? String(each) : "nats://$each" for each in strip.(split(value, ',')) if !isempty(each)]

function broker_url(option)
    name, value = option === nothing || isempty(option) ? ("NATS_URL", something(environment("NATS_URL"), DEFAULT_BROKER_URL)) : ("broker_url", option)
    for server in broker_servers(value)
        url = parse_url(server, name)
        url.scheme in ("nats", "tls") || fail("invalid_config", "$name: expected a URL such as $DEFAULT_BROKER_URL, got $(url.scheme)://…")
    end
    return String(value)
end

function fileserver_url(option)
    name, value = option === nothing || isempty(option) ? ("FILESERVER_URL", something(environment("FILESERVER_URL"), DEFAULT_FILESERVER_URL)) : ("fileserver_url", option)
    origin_of(value, name)
    return String(rstrip(value, '/'))
end

function size_threshold(option)
    option === nothing || return whole_number("size_threshold", option)
    text = environment("SIZE_THRESHOLD")
    text === nothing && return DEFAULT_SIZE_THRESHOLD
    occursin(r"^[0-9]{1,18}$", text) || fail("invalid_config", "SIZE_THRESHOLD: expected a whole number of bytes, got $(repr(text))")
    return parse(Int, text)
end

"Origins, or `\"any\"`."
function allowed_link_origins(option)
    name = "allowed_link_origins"
    if option === nothing
        name = "NATSBRIDGE_ALLOWED_LINK_ORIGINS"
        text = strip(something(environment(name), ""))
        option = text == "any" ? "any" : filter(!isempty, strip.(split(text, ',')))
    end
    option == "any" && return "any"
    option isa Union{AbstractVector,Tuple} || fail("invalid_config", "$name: expected a vector of origins or \"any\", got $(repr(option))")
    return String[origin_of(each, name) for each in option]
end

function whole_number(name, value, least = 0)
    value isa Integer && !(value isa Bool) && value >= least && return Int(value)
    fail("invalid_config", "$name: expected a whole number of at least $least, got $(repr(value))")
end

function text_option(name, value)
    value isa AbstractString || fail("invalid_config", "$name: expected text, got $(typeof(value))")
    isvalid(String(value)) || fail("invalid_config", "$name: not valid UTF-8")
    return String(value)
end
