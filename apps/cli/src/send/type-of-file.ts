import { extname } from "node:path";
import type { PayloadType } from "@natsbridge/schema";

/** How the bytes of a table are written. */
export type TableFormat = "csv" | "tsv" | "ndjson" | "arrow";

const TABLES: Readonly<Record<string, TableFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".arrow": "arrow",
  ".arrows": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
};

const EXTENSIONS: readonly (readonly [PayloadType, string])[] = [
  ["text", ".txt .md .log .html .xml .yaml .yml .toml .ini"],
  ["image", ".png .jpg .jpeg .gif .webp .avif .bmp .svg .tif .tiff .heic .ico"],
  ["audio", ".wav .mp3 .ogg .oga .opus .flac .m4a .aac"],
  ["video", ".mp4 .webm .mov .mkv .avi .ogv .m4v .mpg .mpeg"],
];

const extensionOf = (path: string) => extname(path).toLowerCase();

/** The format of a table by its extension; undefined for what is none. */
export function tableFormat(path: string): TableFormat | undefined {
  return TABLES[extensionOf(path)];
}

/** The type that an extension tells; `undefined` for JSON, where the value decides. */
export function typeOfFile(path: string): PayloadType | undefined {
  const extension = extensionOf(path);
  const format = TABLES[extension];
  if (format !== undefined) return format === "ndjson" ? "jsontable" : "arrowtable";
  if (extension === ".json") return undefined;
  const found = EXTENSIONS.find(
    ([, list]) => extension !== "" && list.split(" ").includes(extension),
  );
  return found?.[0] ?? "binary";
}
