module NATSBridgeNATSExt

using NATS, NATSBridge

__init__() = NATSBridge.use_nats!(NATS)

end
