# Real servers for the tests: nats-server, and a file server that answers as Plik does.

using Sockets

struct NatsServer
    process::Base.Process
    url::String
    folder::String
end

function start_nats(config = "")
    folder = mktempdir()
    write("$folder/server.conf", "port: -1\nhost: 127.0.0.1\njetstream { store_dir: \"$folder/jetstream\" }\n$config\n")
    log = open("$folder/server.log", "w")
    process = run(pipeline(`$(ENV["NATS_SERVER"]) -c $folder/server.conf --ports_file_dir $folder`; stdout = log, stderr = log); wait = false)
    for _ in 1:600
        ports = filter(name -> endswith(name, ".ports"), readdir(folder))
        text = isempty(ports) ? "" : read(joinpath(folder, ports[1]), String)
        found = match(r"nats://[0-9.]+:\d+", text)
        found === nothing || return NatsServer(process, found.match, folder)
        process_running(process) || error(read("$folder/server.log", String))
        sleep(0.02)
    end
    error("nats-server did not start: $(read("$folder/server.log", String))")
end

function stop(server::NatsServer)
    kill(server.process)
    wait(server.process)
end

with_nats(work, config = "") = (server = start_nats(config); try
    work(server)
finally
    stop(server)
end)

mutable struct PlikServer
    listener::Any
    url::String
    files::Dict{String,Vector{UInt8}}
    reads::Dict{String,Int}
    one_shot::Set{String}
    uploads::Set{String}
    requests::Vector{String}
    largest::Int
end

function start_plik()
    port, listener = listenany(ip"127.0.0.1", 20_000 + rand(0:20_000))
    plik = PlikServer(listener, "http://127.0.0.1:$(Int(port))", Dict(), Dict(), Set(), Set(), String[], typemax(Int))
    @async while isopen(listener)
        socket = try
            accept(listener)
        catch
            break
        end
        @async try
            answer(plik, socket)
        catch error
            error isa Base.IOError || @error "test file server" exception = (error, catch_backtrace())
        finally
            close(socket)
        end
    end
    return plik
end

with_plik(work) = (plik = start_plik(); try
    withenv(() -> work(plik), "FILESERVER_URL" => plik.url)
finally
    close(plik.listener)
end)

function answer(plik::PlikServer, socket)
    method, target = split(readline(socket), ' ')[1:2]
    headers = Dict{String,String}()
    while (line = readline(socket)) != ""
        name, value = split(line, ": "; limit = 2)
        headers[lowercase(name)] = value
    end
    body = read(socket, parse(Int, get(headers, "content-length", "0")))
    push!(plik.requests, "$method $target")
    respond(status, content; extra = "") = write(socket, "HTTP/1.1 $status X\r\n$(extra)Content-Length: $(sizeof(content))\r\nConnection: close\r\n\r\n", content)
    if method == "POST" && target == "/upload"
        upload = "UPLOAD$(length(plik.requests))"
        push!(plik.uploads, upload)
        occursin("oneShot", String(copy(body))) && push!(plik.one_shot, upload)
        return respond(200, "{\"id\":\"$upload\",\"uploadToken\":\"token-$upload\",\"files\":null}")
    elseif method == "POST" && startswith(target, "/file/")
        upload = split(target, '/')[3]
        headers["x-uploadtoken"] == "token-$upload" || return respond(403, "you are not allowed to add file to this upload\n")
        head, rest = split_at(body, Vector{UInt8}("\r\n\r\n"))
        boundary = match(r"boundary=(.*)", headers["content-type"])[1]
        content = rest[1:end-length("\r\n--$boundary--\r\n")]
        length(content) > plik.largest && return respond(400, "file too big (limit is set to 1.0 MB)\n")
        name = match(r"name=\"file\"; filename=\"([^\"]+)\"", String(head))[1]
        path = "/file/$upload/FILE/$(NATSBridge.percent_encode(name))"
        plik.files[path] = content
        return respond(200, "{\"id\":\"FILE\",\"fileName\":\"$name\",\"status\":\"uploaded\",\"fileSize\":$(length(content))}")
    elseif method == "DELETE"
        upload = split(target, '/')[3]
        headers["x-uploadtoken"] == "token-$upload" || return respond(403, "no\n")
        filter!(pair -> !startswith(pair.first, "/file/$upload/"), plik.files)
        delete!(plik.uploads, upload)
        return respond(200, "ok")
    elseif startswith(target, "/file/fault/")
        return fault(plik, socket, split(target, '/')[4], respond)
    end
    seen = plik.reads[target] = get(plik.reads, target, 0) + 1
    if !haskey(plik.files, target) || (split(target, '/')[3] in plik.one_shot && seen > 1)
        return respond(301, "<html>the web page</html>"; extra = "Location: /#/?err=file is not available : deleted&errcode=404&uri=$target\r\n")
    end
    respond(200, plik.files[target])
end

function fault(plik, socket, kind, respond)
    kind == "once" && return length(plik.requests) == 1 ? respond(503, "") : respond(200, "hello")
    kind == "redirect" && return respond(302, ""; extra = "Location: http://169.254.169.254/secret\r\n")
    kind == "chunked" && return write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n")
    kind == "chunked-cut" && return write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n")
    kind == "until-close" && return write(socket, "HTTP/1.1 200 OK\r\n\r\nhello")
    kind == "truncate" && return write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxxxxxxxxxx")
    kind == "no-http" && return write(socket, "SSH-2.0-x\r\n")
    kind == "upgrade" && return (write(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"); readavailable(socket))
    kind == "early-hints" && return write(socket, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    kind == "endless-hints" && return write(socket, "HTTP/1.1 103 Early Hints\r\n\r\n"^100)
    kind == "no-word" && return
    kind == "gzip" && return respond(200, "hello"; extra = "Content-Encoding: gzip\r\n")
    kind == "gzip-twice" && return respond(200, "hello"; extra = "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n")
    kind == "two-lengths" && return write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")
    if kind == "long-head"
        write(socket, "HTTP/1.1 200 OK\r\nX: ")
        while true
            write(socket, fill(UInt8('x'), 65_536))
        end
    elseif kind == "trickle"
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while true
            write(socket, "xxxxx")
            sleep(0.05)
        end
    elseif kind == "stall"
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxxxxxxxxxx")
        return readavailable(socket)
    elseif kind == "silent"
        return readavailable(socket)
    elseif kind == "endless"
        write(socket, "HTTP/1.1 200 OK\r\n\r\n")
        while true
            write(socket, zeros(UInt8, 65_536))
        end
    end
    respond(parse(Int, kind), "because"; extra = "Retry-After: 0\r\n")
end

function split_at(bytes, mark)
    at = findfirst(i -> view(bytes, i:i+length(mark)-1) == mark, 1:length(bytes)-length(mark)+1)
    return bytes[1:at-1], bytes[at+length(mark):end]
end
