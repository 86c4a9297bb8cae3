module NATSBridgeArrowExt

using Arrow, NATSBridge

__init__() = NATSBridge.use_arrow!(Arrow)

end
