# Payloads that become links: their uploads, and how these are undone.

"Calls `on_progress`, if there is one, with what came of a payload so far; what it throws is told and changes nothing."
function tell_progress(on_progress, dataname, direction, loaded::Int, total)
    on_progress === nothing || guarded(() -> on_progress((dataname = dataname, direction = direction, loaded = loaded, total = total)), "on_progress")
    return
end

"An upload handler that keeps what was stored."
struct Keeping{F} <: Function
    upload::F
    stored::Vector{Dict{String,Any}}
end

function (keeping::Keeping)(place...; options...)
    kept = keeping.upload(place...; options...)
    kept isa AbstractDict && push!(keeping.stored, Dict{String,Any}(kept))
    return kept
end

"Whether an upload handler takes `on_sent`: those of others do not."
tells_sent(upload) = false
tells_sent(::typeof(plik_upload)) = true
tells_sent(::typeof(plik_oneshot_upload)) = true
tells_sent(keeping::Keeping) = tells_sent(keeping.upload)

function upload_telling(out::Outgoing, dataname, content)
    tell(loaded) = tell_progress(out.on_progress, dataname, "upload", loaded, length(content))
    told = Ref(-1)
    # Around the content there is a form: its bytes do not count.
    on_sent(sent) = (told[] = min(sent, length(content)); tell(told[]))
    stored = tells_sent(out.upload) ? out.upload(out.fileserver_url, dataname, content; on_sent = on_sent) : out.upload(out.fileserver_url, dataname, content)
    told[] == length(content) || tell(length(content))
    return stored
end

function upload!(out::Outgoing, at::Int)
    dataname, content, _ = out.contents[at]
    naming_payload(dataname, at - 1) do
        stored = try
            upload_telling(out, dataname, content)
        catch error
            (error isa NatsBridgeError || is_interrupt(error)) && rethrow()
            fail("upload_failed", "the upload handler failed: $(reason_of(error))")
        end
        stored isa AbstractDict && push!(out.stored, Dict{String,Any}(stored))
        url = stored isa AbstractDict ? get(stored, "url", nothing) : nothing
        status = stored isa AbstractDict ? get(stored, "status", 200) : nothing
        status isa Integer && 200 <= status < 300 || fail("upload_failed", "the upload handler returned status $(quoted(status))")
        url isa AbstractString && occursin(r"^https?://[^/]+"i, url) || fail("upload_failed", "the upload handler returned no http(s) URL but $(quoted(url))")
        set_data!(out.env.payloads, at, "link", "none", String(url))
    end
    log_trace(out.logger, out.env.correlation_id, "Uploaded $(length(content)) bytes of $(quoted(dataname))")
end

"Removes what this call uploaded, where the store can."
undo!(out::Outgoing) = undo_uploads!(out.stored, out.fileserver_url, out.remove, out.logger, out.env.correlation_id)

function undo_uploads!(uploads, fileserver_url, remove, logger, correlation_id)
    while !isempty(uploads)
        stored = pop!(uploads)
        shown = quoted(string(get(stored, "uploadid", "")))
        try
            if remove !== nothing
                remove(fileserver_url, stored)
            elseif haskey(stored, "upload_token")
                plik_remove(fileserver_url, stored)
            end
            log_trace(logger, correlation_id, "Upload $shown removed")
        catch error
            is_interrupt(error) && rethrow()
            log_trace(logger, correlation_id, "Upload $shown could not be removed: $(reason_of(error))")
        end
    end
end
