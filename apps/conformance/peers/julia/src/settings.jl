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

const URL_FORM = r"^([a-zA-Z][a-zA-Z0-9+.-]*)://(?:([^/?#@\s]*)@)?(\[[0-9a-fA-F:.]+\]|[^/?#:@,\s\\\[\]]+)(?::(\d{1,5}))?([/?#][^\s\x00-\x20\x7f]*)?$"

"Throws `invalid_config` naming `name`; never repeats the text, which may hold a password."
function parse_url(text::AbstractString, name::AbstractString)::Url
    found = isvalid(String(text)) ? match(URL_FORM, text) : nothing
    found === nothing && fail("invalid_config", "$name: this is no URL with scheme and host")
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

"Each `%XX` as the byte it stands for; a `%` that starts none stays."
function percent_decode(text::AbstractString)
    io = IOBuffer()
    at = 1
    bytes = codeunits(String(text))
    while at <= length(bytes)
        byte = bytes[at] == UInt8('%') && at + 2 <= length(bytes) ? tryparse(UInt8, String(bytes[at+1:at+2]), base = 16) : nothing
        write(io, byte === nothing ? bytes[at] : byte)
        at += byte === nothing ? 1 : 3
    end
    return String(take!(io))
end

"`http://host:port`, default ports left out. Throws `invalid_config`."
function origin_of(text, name::AbstractString)
    text isa AbstractString || fail("invalid_config", "$name: expected text, got $(typeof(text))")
    return origin_of(http_url(text, name))
end

function origin_of(url::Url)
    host = occursin(':', url.host) ? "[$(url.host)]" : url.host
    return "$(url.scheme)://$host" * (url.port == DEFAULT_PORTS[url.scheme] ? "" : ":$(url.port)")
end

function http_url(text::AbstractString, name::AbstractString)::Url
    scheme = match(r"^[a-zA-Z][a-zA-Z0-9+.-]*(?=://)", text)
    scheme === nothing || lowercase(scheme.match) in ("http", "https") || fail("invalid_config", "$name: expected an http or https URL, got $(cut(scheme.match, 40))://…")
    url = parse_url(text, name)
    return url
end

const UNENCODED = "user, password and token must be percent-encoded: / is %2F, ? is %3F, # is %23, a comma is %2C, @ is %40"

"The servers of a comma-separated list, each with its scheme. Throws `invalid_config`, and repeats nothing of the text."
function broker_servers(value::AbstractString, name::AbstractString)::Vector{String}
    servers = String[]
    for server in strip.(split(value, ','))
        isempty(server) && continue
        has_scheme = occursin("://", server)
        # The rest of a password that holds a comma looks like a server of its own.
        has_scheme || isempty(servers) || !occursin('@', server) || fail("invalid_config", "$name: a server of the list has user info but no scheme; $UNENCODED")
        with_scheme = has_scheme ? String(server) : "nats://$server"
        rest = last(split(with_scheme, "://"; limit = 2))
        authority = match(r"^[^/?#]*", rest).match
        (count(isequal('@'), authority) <= 1 && !occursin('@', SubString(rest, ncodeunits(authority) + 1))) || fail("invalid_config", "$name: an @ where none can be; $UNENCODED")
        url = parse_url(with_scheme, name)
        url.scheme in ("nats", "tls") || fail("invalid_config", "$name: expected a URL such as $DEFAULT_BROKER_URL, got $(cut(url.scheme, 40))://…")
        push!(servers, with_scheme)
    end
    isempty(servers) && fail("invalid_config", "$name: no server in it; expected a URL such as $DEFAULT_BROKER_URL")
    return servers
end

"Removes user, password and token, and a query or fragment that could hold one, from a list of servers that `broker_servers` has taken."
strip_credentials(servers::AbstractString) =
    join((replace(replace(strip(server), r"^([a-zA-Z][a-zA-Z0-9+.-]*://)?[^/?#@]*@" => s"\1"), r"[?#].*$" => "") for server in split(servers, ',')), ',')

function broker_url(option)
    option === nothing || option isa AbstractString || fail("invalid_config", "broker_url: expected text, got $(typeof(option))")
    name, value = option === nothing || isempty(option) ? ("NATS_URL", something(environment("NATS_URL"), DEFAULT_BROKER_URL)) : ("broker_url", option)
    broker_servers(value, name)
    return String(value)
end

is_given(option) = !(option === nothing || isempty(option))

function fileserver_url(option)
    name, value = is_given(option) ? ("fileserver_url", option) : ("FILESERVER_URL", something(environment("FILESERVER_URL"), DEFAULT_FILESERVER_URL))
    origin_of(value, name)
    occursin(r"[?#]", value) && fail("invalid_config", "$name: expected a URL without query and fragment")
    return String(rstrip(value, '/'))
end

function size_threshold(option)
    option === nothing || return whole_number("size_threshold", option)
    text = environment("SIZE_THRESHOLD")
    text === nothing && return DEFAULT_SIZE_THRESHOLD
    occursin(r"^[0-9]{1,18}$", text) || fail("invalid_config", "SIZE_THRESHOLD: expected a whole number of bytes, got $(quoted(text))")
    return parse(Int, text)
end

"An origin, or one with a folder: then only links below it."
struct LinkPlace
    origin::String
    "`/`, or a path that ends in `/`."
    folder::String
end

"What `allowed_link_origins` (or the variable) names, or `\"any\"`. Throws `invalid_config`."
function allowed_link_origins(option)::Union{String,Vector{LinkPlace}}
    name = "allowed_link_origins"
    if option === nothing
        name = "NATSBRIDGE_ALLOWED_LINK_ORIGINS"
        text = strip(something(environment(name), ""))
        option = text == "any" ? "any" : filter(!isempty, strip.(split(text, ',')))
    end
    option == "any" && return "any"
    option isa Union{AbstractVector,Tuple} || fail("invalid_config", "$name: expected a vector of origins or \"any\", got $(quoted(option))")
    return LinkPlace[link_place(each, name) for each in option]
end

function link_place(entry, name)::LinkPlace
    entry isa AbstractString || fail("invalid_config", "$name: expected text, got $(typeof(entry))")
    url = http_url(entry, name)
    isempty(url.user) && isempty(url.password) || fail("invalid_config", "$name: an origin has no user and password")
    occursin('*', entry) && fail("invalid_config", "$name: a wildcard is no origin; name each host")
    occursin(r"[?#]", entry) && fail("invalid_config", "$name: an origin has no query and fragment")
    folder = rstrip(url.target, '/') * "/"
    is_plain_path(folder) || fail("invalid_config", "$name: a folder without . and .. and without encoded slashes is expected")
    return LinkPlace(origin_of(url), folder)
end

function whole_number(name, value, least = 0)
    value isa Integer && !(value isa Bool) && least <= value <= typemax(Int) && return Int(value)
    fail("invalid_config", "$name: expected a whole number of at least $least, got $(quoted(value))")
end

function text_option(name, value)
    value isa AbstractString || fail("invalid_config", "$name: expected text, got $(typeof(value))")
    isvalid(String(value)) || fail("invalid_config", "$name: not valid UTF-8")
    return String(value)
end
