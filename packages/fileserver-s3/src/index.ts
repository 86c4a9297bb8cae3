export { createS3FileServer } from "./s3-file-server.ts";
export type { S3FileServerSettings } from "./s3-settings.ts";
