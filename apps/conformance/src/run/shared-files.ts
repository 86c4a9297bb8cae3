import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Files that several jobs read: each is written once, and nobody gets its path before it is complete. */
export class SharedFiles {
  readonly #folder: string;
  readonly #written = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of a file; `make` gives its bytes where nobody has asked for it before. */
  path(name: string, make: () => Promise<Uint8Array>): Promise<string> {
    const known = this.#written.get(name);
    if (known !== undefined) return known;
    const path = join(this.#folder, name);
    const written = make()
      .then((bytes) => writeFile(path, bytes))
      .then(() => path);
    this.#written.set(name, written);
    return written;
  }
}
