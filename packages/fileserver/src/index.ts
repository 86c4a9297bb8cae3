export type * from "./file-server.ts";
