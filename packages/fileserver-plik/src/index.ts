export { createPlikFileServer } from "./plik-file-server.ts";
export type { PlikSettings } from "./plik-settings.ts";
export { plikOneshotUpload, plikUpload } from "./plik-upload.ts";
