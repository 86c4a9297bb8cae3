struct Choice
    transport::String
    reason::String
end

thousands(n::Integer) = reverse(replace(reverse(string(n)), r"(\d{3})(?=\d)" => s"\1,"))
base64_length(size::Integer) = cld(size, 3) * 4

"""
Direct or link: a pure function of sizes and limits. `sizes` are the serialized sizes in bytes, `overhead` the bytes of the whole
message with every `data` empty. Throws `payload_too_large` when even links for all would not fit.
"""
function plan_transports(sizes::Vector{Int}, overhead::Int, threshold::Int, max_payload::Int)::Vector{Choice}
    plan = map(sizes) do size
        size >= threshold ? Choice("link", "$(thousands(size)) bytes >= size_threshold $(thousands(threshold))") :
        Choice("direct", "$(thousands(size)) bytes < size_threshold $(thousands(threshold)), and the message fits max_payload $(thousands(max_payload))")
    end
    total = overhead + sum(Int[plan[at].transport == "link" ? LINK_RESERVE : base64_length(sizes[at]) for at in eachindex(sizes)])
    # Of equal sizes the first in order goes first; what is smaller than a link as text does not help.
    for at in sortperm(sizes; rev = true, alg = MergeSort)
        total <= max_payload && break
        saved = base64_length(sizes[at]) - LINK_RESERVE
        (plan[at].transport == "direct" && saved > 0) || continue
        plan[at] = Choice("link", "the message would have $(thousands(total)) bytes, over max_payload $(thousands(max_payload)); largest direct payload first")
        total -= saved
    end
    total <= max_payload || too_large(total, max_payload)
    return plan
end

too_large(total, max_payload) = fail(
    "payload_too_large",
    "the message has $(thousands(total)) bytes even with every large payload as a link, over the server's max_payload of $(thousands(max_payload)); send fewer payloads or less metadata, or raise max_payload",
)
