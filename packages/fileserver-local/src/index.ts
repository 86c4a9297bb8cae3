export type { LocalFileServer } from "./local-file-server.ts";
export { createLocalFileServer } from "./local-file-server.ts";
export type { LocalFileServerSettings } from "./local-settings.ts";
