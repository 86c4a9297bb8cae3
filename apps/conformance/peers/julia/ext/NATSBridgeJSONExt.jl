module NATSBridgeJSONExt

using JSON, NATSBridge

__init__() = NATSBridge.use_json!(JSON)

end
