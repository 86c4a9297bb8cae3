import { join, resolve } from "node:path";

/** The workspace's own folder. */
export const ROOT: string = resolve(import.meta.dirname, "../../..");

/** Where what is downloaded is kept between runs. */
export const CACHE: string = join(ROOT, ".cache/runtimes");

/** The suite as JavaScript, as a user would have it in a project. */
export const BUILT_SUITE: string = join(ROOT, "apps/runtimes/dist/suite");
