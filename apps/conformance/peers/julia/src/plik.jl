"""
    plik_upload(fileserver_url, dataname, data; ttl = nothing) -> Dict{String,Any}

Stores `data` on a Plik server so that it can be read many times until it expires (`ttl` in seconds; the server's own by default). `on_sent(bytes)` is called while the body is sent.
Gives `status`, `uploadid`, `fileid`, `url`, and `upload_token`, with which it can be removed. Throws `upload_failed`.

    for_an_hour(place...) = plik_upload(place...; ttl = 3600)
    smartsend("chat", [("video", bytes, "video")]; fileserver_upload_handler = for_an_hour)
"""
function plik_upload(fileserver_url::AbstractString, dataname::AbstractString, data::Vector{UInt8}; ttl = nothing, one_shot::Bool = false, on_sent::Function = sent -> nothing)::Dict{String,Any}
    base = rstrip(fileserver_url, '/')
    wish = Dict{String,Any}()
    one_shot && (wish["oneShot"] = true)
    ttl === nothing || (wish["ttl"] = ttl)
    made = plik_post("$base/upload", ["Content-Type" => "application/json"], dump_json(wish))
    upload_id, token = plik_text(made, "id"), plik_text(made, "uploadToken")
    stored = Dict{String,Any}("status" => 200, "uploadid" => upload_id, "upload_token" => token)
    try
        boundary = "natsbridge-" * bytes2hex(rand(RandomDevice(), UInt8, 16))
        form = IOBuffer(sizehint = length(data) + 512)
        print(form, "--$boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"$(plik_file_name(dataname))\"\r\nContent-Type: application/octet-stream\r\n\r\n")
        write(form, data)
        print(form, "\r\n--$boundary--\r\n")
        file = plik_post("$base/file/$(percent_encode(upload_id))", ["Content-Type" => "multipart/form-data; boundary=$boundary", "X-UploadToken" => token], take!(form); on_sent = on_sent)
        get(file, "fileSize", length(data)) == length(data) || fail("upload_failed", "$(describe_link(base)): $(length(data)) bytes were sent, $(quoted(file["fileSize"])) were stored")
        stored["fileid"] = plik_text(file, "id")
        stored["url"] = "$base/file/$(percent_encode(upload_id))/$(percent_encode(stored["fileid"]))/$(percent_encode(plik_text(file, "fileName")))"
        return stored
    catch
        plik_remove(base, stored)
        rethrow()
    end
end

"""
    plik_oneshot_upload(fileserver_url, dataname, data) -> Dict{String,Any}

As [`plik_upload`](@ref), for one reader: the file is gone as soon as one download starts. A broken download loses it.

    smartsend("chat", [("video", bytes, "video")]; fileserver_upload_handler = plik_oneshot_upload)
"""
plik_oneshot_upload(fileserver_url::AbstractString, dataname::AbstractString, data::Vector{UInt8}; on_sent::Function = sent -> nothing) =
    plik_upload(fileserver_url, dataname, data; one_shot = true, on_sent = on_sent)

"Removes an upload with its token; tells whether it worked, and never throws for a server that does not answer."
function plik_remove(fileserver_url::AbstractString, stored::AbstractDict)
    try
        response = http_request("DELETE", "$(rstrip(fileserver_url, '/'))/upload/$(percent_encode(stored["uploadid"]))", ["X-UploadToken" => stored["upload_token"]])
        return response.status in (200, 404)
    catch error
        error isa HttpFault || rethrow()
        return false
    end
end

function plik_post(url, headers, body; on_sent::Function = sent -> nothing)
    response = try
        http_request("POST", url, headers, body; limits = HttpLimits(headers_timeout = 60_000), on_sent = on_sent)
    catch error
        error isa HttpFault || rethrow()
        fail("upload_failed", "$(describe_link(url)): $(error.message)")
    end
    if response.status != 200
        text = strip(String(filter(isascii ∘ Char, response.body[1:min(200, end)])))
        fail("upload_failed", "$(describe_link(url)): the file server answered $(response.status)" * (isempty(text) ? "" : " ($text)");
            is_retryable = response.status >= 500 || response.status == 429, status = response.status)
    end
    answer = load_json(response.body; code = "upload_failed")
    answer isa AbstractDict || fail("upload_failed", "$(describe_link(url)): the answer is no JSON object; is this a Plik server?")
    return answer
end

function plik_text(answer, name)
    value = get(answer, name, nothing)
    value isa String && !isempty(value) && return value
    fail("upload_failed", "the file server's answer lacks $(quoted(name)); is this a Plik server?")
end

"A name that Plik keeps: the last part of a path, without quotes and control characters, never empty or a dot."
function plik_file_name(dataname::AbstractString)
    last_part = last(split(replace(dataname, '\\' => '/'), '/'))
    safe = strip(join(c in "\"<>|?*%;" || !isprint(c) ? '_' : c for c in last_part))
    while ncodeunits(safe) > 255
        safe = chop(safe)
    end
    return isempty(strip(safe, '.')) ? "data" : String(safe)
end

percent_encode(text::AbstractString) =
    join(UInt8('a') <= (b | 0x20) <= UInt8('z') || UInt8('0') <= b <= UInt8('9') || b in b"-._~" ? string(Char(b)) : "%" * uppercase(string(b, base = 16, pad = 2)) for b in codeunits(String(text)))
