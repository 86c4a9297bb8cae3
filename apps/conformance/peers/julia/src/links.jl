"Links are hostile input: only http(s), only from allowed origins, only up to a size. Times in ms, 0 for none."
struct LinkPolicy
    origins::Union{String,Vector{String}}
    max_bytes::Union{Int,Nothing}
    headers_timeout::Int
    idle_timeout::Int
    total_timeout::Int
end

function make_link_policy(; fileserver_url = nothing, allowed_link_origins = nothing, max_download_bytes = DEFAULT_MAX_DOWNLOAD_BYTES,
    headers_timeout = 15_000, idle_timeout = 30_000, total_timeout = 0)
    origins = NATSBridge.allowed_link_origins(allowed_link_origins)
    if origins isa Vector
        pushfirst!(origins, origin_of(NATSBridge.fileserver_url(fileserver_url), "fileserver_url"))
    end
    max_download_bytes === nothing || whole_number("max_download_bytes", max_download_bytes)
    return LinkPolicy(origins, max_download_bytes, whole_number("headers_timeout", headers_timeout), whole_number("idle_timeout", idle_timeout), whole_number("total_timeout", total_timeout))
end

"Throws `link_forbidden`, naming the origin and how to allow it."
function assert_allowed(policy::LinkPolicy, url::AbstractString)
    origin = try
        origin_of(url, "link")
    catch error
        fail("link_forbidden", "$(repr(redact_url(url))) is no link that may be read: $(reason_of(error))")
    end
    (policy.origins == "any" || origin in policy.origins) && return
    fail("link_forbidden", "the link leads to $origin, which is not allowed; if you trust it, add it to allowed_link_origins (or NATSBRIDGE_ALLOWED_LINK_ORIGINS)")
end
