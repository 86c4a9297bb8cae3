import { partLoader } from "@natsbridge/schema/base";
import { CompressionType } from "apache-arrow";
import type { ArrowCompression } from "./arrow-compression.ts";
import type { BufferCompression } from "./write/write-ipc-file.ts";

const encodeFramePart = partLoader(() => import("./lz4/encode-frame.ts"));
const zstdPart = partLoader(() => import("#zstd"));

/** Loads a compression, which is not loaded before it is asked for. */
export async function loadCompression(
  compression: ArrowCompression | undefined,
): Promise<BufferCompression | undefined> {
  switch (compression) {
    case undefined:
      return undefined;
    case "lz4": {
      const { encodeLz4Frame } = await encodeFramePart();
      return { type: CompressionType.LZ4_FRAME, compress: encodeLz4Frame };
    }
    case "zstd": {
      const { encodeZstd } = await zstdPart();
      return { type: CompressionType.ZSTD, compress: encodeZstd };
    }
  }
}
