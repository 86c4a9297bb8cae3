export { createHttpFileServer } from "./http-file-server.ts";
export type { HttpFileServerSettings } from "./http-store-settings.ts";
