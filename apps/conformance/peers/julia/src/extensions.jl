# Packages are used through methods that the extensions in ext/ add to the functions of this module. With Julia 1.9 or newer
# `using Arrow` (HTTP, JSON, NATS) beside `using NATSBridge` is enough. Older versions know no extensions: there the same files are
# included when the package is loaded, or by `use_arrow!(Arrow)`.

"""
    NATSBridge.write_arrow(table) -> Vector{UInt8}

Arrow IPC bytes (file format) of any table. Has a method where Arrow.jl is loaded.
"""
function write_arrow end

"""
    NATSBridge.read_arrow(bytes)

The table in Arrow IPC bytes that were checked before. Has a method where Arrow.jl is loaded.
"""
function read_arrow end

"""
    NATSBridge.decompress(codec, bytes, size) -> Vector{UInt8}

Exactly `size` bytes out of a `:lz4` or `:zstd` frame, never more. Has a method where Arrow.jl is loaded.
"""
function decompress end

"""
    NATSBridge.tls_request(request, reading)

One https exchange. Has a method where HTTP.jl is loaded.
"""
function tls_request end

"Whether an extension has given `hook` a method."
is_extended(hook) = !isempty(methods(hook))

const EXTENSIONS = (
    Arrow = UUID("69666777-d1a9-59fb-9406-91d4454c9d45"),
    HTTP = UUID("cd3eb016-35fb-5094-929b-558a96fad6f3"),
    JSON = UUID("682c06a0-de6a-54ab-a142-c8b1cf79cde6"),
    NATS = UUID("55e73f9c-eeeb-467f-b4cc-a633fde63d2a"),
)

const HAS_PACKAGE_EXTENSIONS = isdefined(Base, :get_extension)

"Loads the extension for `package` where Julia does not do it by itself."
function load_extension(name::Symbol, package::Module)
    extension = Symbol("NATSBridge", name, "Ext")
    HAS_PACKAGE_EXTENSIONS && Base.get_extension(NATSBridge, extension) !== nothing && return
    isdefined(NATSBridge, extension) && return
    Core.eval(NATSBridge, :(const $name = $package))
    Base.include(NATSBridge, joinpath(@__DIR__, "..", "ext", "$extension.jl"))
    return
end

"""
    NATSBridge.use_arrow!(Arrow)

For Julia older than 1.9, where the package was not found by its UUID. Tables are then written, and `smartreceive` gives `Arrow.Table`.
"""
use_arrow!(package::Module) = load_extension(:Arrow, package)

"    NATSBridge.use_http!(HTTP)\n\nAs `use_arrow!`: file servers may then be `https`."
use_http!(package::Module) = load_extension(:HTTP, package)

"    NATSBridge.use_json!(JSON)\n\nAs `use_arrow!`: `smartreceive(JSON.Object, msg)` then gives one."
use_json!(package::Module) = load_extension(:JSON, package)

"    NATSBridge.use_nats!(NATS)\n\nAs `use_arrow!`: connections and messages of NATS.jl are then taken."
use_nats!(package::Module) = load_extension(:NATS, package)

function __init__()
    # While another package is precompiled nothing can be added to this one.
    (HAS_PACKAGE_EXTENSIONS || ccall(:jl_generating_output, Cint, ()) == 1) && return
    foreach(load_if_package, collect(keys(Base.loaded_modules)))
    push!(Base.package_callbacks, load_if_package)
    return
end

function load_if_package(id::Base.PkgId)
    name = Symbol(id.name)
    haskey(EXTENSIONS, name) && id.uuid == EXTENSIONS[name] && load_extension(name, Base.root_module(id))
    return
end
