import { resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "../../..");

/** What VitePress reads: pages written by hand, and folders of generated ones that Git ignores. */
export const pages: string = resolve(import.meta.dirname, "../pages");
