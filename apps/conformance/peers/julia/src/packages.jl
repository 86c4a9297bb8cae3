# Packages are used where they are installed. With Julia 1.9 or newer `using Arrow` (HTTP, JSON, NATS) is enough: the
# extensions in ext/ call the functions below. With older versions call them yourself, once, at the start of the program.

const ARROW = Ref{Union{Module,Nothing}}(nothing)
const HTTP_PACKAGE = Ref{Union{Module,Nothing}}(nothing)
const JSON_PACKAGE = Ref{Union{Module,Nothing}}(nothing)
const NATS_PACKAGE = Ref{Union{Module,Nothing}}(nothing)

"Tables (DataFrame and whatever Tables.jl knows) are written, and `Arrow.Table` is what `smartreceive` gives."
use_arrow!(package::Module) = (ARROW[] = package; nothing)

"Uploads and downloads go through HTTP.jl, which knows https."
use_http!(package::Module) = (HTTP_PACKAGE[] = package; nothing)

"`smartreceive` gives a `JSON.Object{String,Any}`, which keeps the order of the fields."
use_json!(package::Module) = (JSON_PACKAGE[] = package; nothing)

"`NATS_connection` may be a `NATS.Connection`, and `smartreceive` takes a `NATS.Msg`."
use_nats!(package::Module) = (NATS_PACKAGE[] = package; nothing)
