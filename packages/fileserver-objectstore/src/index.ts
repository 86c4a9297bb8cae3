export { createObjectStoreFileServer } from "./object-store-file-server.ts";
export type { ObjectStoreGateway, ObjectStoreGatewaySettings } from "./object-store-gateway.ts";
export { createObjectStoreGateway } from "./object-store-gateway.ts";
export type { ObjectStoreFileServerSettings } from "./object-store-settings.ts";
