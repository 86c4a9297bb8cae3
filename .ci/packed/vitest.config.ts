import { defineConfig } from "vitest/config";
import { reporters } from "../reporters.ts";

/** Kept apart from `pnpm test`: it installs the packed packages from the registry. */
export default defineConfig({
  test: {
    name: "consumer",
    root: import.meta.dirname,
    include: ["consumer.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters,
  },
});
