/** How the buffers of a table are compressed. */
export type ArrowCompression = "lz4" | "zstd";
