"""
Links are hostile input: only http(s), only what a known place allows, only up to a size and above a speed. Times in ms, 0 for none.
`fileserver` means links of Plik's shape below that URL; `places` are what `allowed_link_origins` names.
"""
struct LinkPolicy
    fileserver::Union{LinkPlace,Nothing}
    places::Union{String,Vector{LinkPlace}}
    max_bytes::Union{Int,Nothing}
    headers_timeout::Int
    idle_timeout::Int
    total_timeout::Int
    "Bytes a second, 0 for none."
    min_speed::Int
    "Length in ms of the spans over which the speed is measured."
    speed_span::Int
end

function make_link_policy(; fileserver_url = nothing, allowed_link_origins = nothing, max_download_bytes = DEFAULT_MAX_DOWNLOAD_BYTES,
    headers_timeout = 15_000, idle_timeout = 30_000, total_timeout = 0, min_speed = 1_000, speed_span = 60_000)
    places = NATSBridge.allowed_link_origins(allowed_link_origins)
    # The default file server counts only where nobody said where links may lead.
    is_known = is_given(fileserver_url) || environment("FILESERVER_URL") !== nothing || places == LinkPlace[]
    fileserver = is_known ? plik_place(NATSBridge.fileserver_url(fileserver_url)) : nothing
    max_download_bytes === nothing || whole_number("max_download_bytes", max_download_bytes)
    return LinkPolicy(fileserver, places, max_download_bytes, whole_number("headers_timeout", headers_timeout), whole_number("idle_timeout", idle_timeout),
        whole_number("total_timeout", total_timeout), whole_number("min_speed", min_speed), whole_number("speed_span", speed_span, 1))
end

with_max_bytes(p::LinkPolicy, most::Int) = LinkPolicy(p.fileserver, p.places, most, p.headers_timeout, p.idle_timeout, p.total_timeout, p.min_speed, p.speed_span)

plik_place(fileserver_url) = (url = http_url(fileserver_url, "fileserver_url"); LinkPlace(origin_of(url), rstrip(url.target, '/') * "/"))

"Throws `link_forbidden`, naming the origin and how to allow it."
function assert_allowed(policy::LinkPolicy, link::AbstractString)
    url = try
        http_url(link, "the link")
    catch error
        error isa NatsBridgeError || rethrow()
        fail("link_forbidden", "$(describe_link(link)) is no link that may be read: an http or https URL is expected")
    end
    isempty(url.user) && isempty(url.password) || fail("link_forbidden", "$(describe_link(link)) is no link that may be read: it carries a user or password")
    policy.places == "any" && return
    any(place -> lies_below(url, place), policy.places) && return
    origin = origin_of(url)
    place = policy.fileserver
    if place !== nothing && is_same_origin(origin, place.origin)
        is_plik_link(url, place) && return
        fail("link_forbidden", "$(describe_link(link)) is not of the shape $(place.origin)$(place.folder)file/ID/ID/NAME; if you trust it, add \"$origin\" to allowed_link_origins (or NATSBRIDGE_ALLOWED_LINK_ORIGINS)")
    end
    fail("link_forbidden", "the link leads to $origin, which is not allowed; if you trust it, add it to allowed_link_origins (or NATSBRIDGE_ALLOWED_LINK_ORIGINS)")
end

const LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

"For the policy the names of this machine are one; credentials and hosts are never rewritten."
is_same_origin(one::AbstractString, other::AbstractString) = loopback_as_one(one) == loopback_as_one(other)
function loopback_as_one(origin::AbstractString)
    parts = match(r"^(\w+://)(\[[^\]]*\]|[^:]*)(.*)$", origin)
    return parts[2] in LOOPBACK ? "$(parts[1])localhost$(parts[3])" : String(origin)
end

"A path whose parts mean the same to every server: no dot segments, no backslash, however often they were encoded."
is_plain_path(path::AbstractString) =
    !occursin('\\', path) && !occursin(r"%(?:25)*(?:2f|5c)"i, path) && !any(part -> first(split(part, ';')) in (".", ".."), split(replace(path, r"%(?:25)*2e"i => "."), '/'))

path_of(url::Url) = first(split(url.target, '?'; limit = 2))

function lies_below(url::Url, place::LinkPlace)
    is_same_origin(origin_of(url), place.origin) || return false
    return place.folder == "/" || (is_plain_path(path_of(url)) && startswith(path_of(url), place.folder))
end

"`{base}/file/{uploadid}/{fileid}/{name}`, and nothing else of that server."
function is_plik_link(url::Url, place::LinkPlace)
    path = path_of(url)
    is_plain_path(path) && startswith(path, place.folder) || return false
    return occursin(r"^file/[^/]+/[^/]+/[^/]+$", SubString(path, ncodeunits(place.folder) + 1))
end
