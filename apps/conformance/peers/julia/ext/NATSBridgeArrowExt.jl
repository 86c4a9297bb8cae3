# Tables through Arrow.jl: any table in, `Arrow.Table` out.
module NATSBridgeArrowExt

import NATSBridge
using NATSBridge: fail, is_interrupt, reason_of

# `NATSBridge.Arrow` is there where Julia has no package extensions.
if isdefined(NATSBridge, :Arrow)
    using NATSBridge: Arrow
else
    using Arrow
end

function NATSBridge.write_arrow(table)::Vector{UInt8}
    try
        buffer = IOBuffer()
        Arrow.write(buffer, table; file = true)
        return take!(buffer)
    catch error
        is_interrupt(error) && rethrow()
        fail("invalid_payload", "Arrow.jl cannot write this table: $(reason_of(error))")
    end
end

function NATSBridge.read_arrow(bytes::Vector{UInt8})
    try
        return Arrow.Table(bytes)
    catch error
        is_interrupt(error) && rethrow()
        fail("decode_error", "Arrow IPC cannot be read: $(reason_of(error))")
    end
end

end
