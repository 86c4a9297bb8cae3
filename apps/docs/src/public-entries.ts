import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./paths.ts";

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

export interface PublicEntry {
  /** As it is imported: `@natsbridge/codecs/arrow`. */
  readonly name: string;
  /** Its source, absolute. */
  readonly source: string;
}

/** Everything that a program can import from the public packages. */
export function publicEntries(): PublicEntry[] {
  return readdirSync(join(repository, "packages"))
    .map((folder) => join(repository, "packages", folder))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
      if (manifest.private === true) return [];
      return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
        const source = typeof target === "string" ? undefined : target["@natsbridge/source"];
        return source === undefined
          ? []
          : [{ name: manifest.name + path.slice(1), source: join(folder, source) }];
      });
    });
}
