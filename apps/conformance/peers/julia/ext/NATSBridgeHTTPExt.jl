module NATSBridgeHTTPExt

using HTTP, NATSBridge

__init__() = NATSBridge.use_http!(HTTP)

end
