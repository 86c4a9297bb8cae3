# A `JSON.Object` where it is asked for: nothing changes for those who only have JSON.jl loaded.
module NATSBridgeJSONExt

import NATSBridge

# `NATSBridge.JSON` is there where Julia has no package extensions.
if isdefined(NATSBridge, :JSON)
    using NATSBridge: JSON
else
    using JSON
end

NATSBridge.smartreceive(::Type{JSON.Object}, msg; options...) = NATSBridge.smartreceive(JSON.Object{String,Any}, msg; options...)

end
