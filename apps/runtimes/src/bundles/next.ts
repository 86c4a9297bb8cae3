import { cpSync } from "node:fs";
import { join } from "node:path";
import { PINNED, packagesOf } from "../install/pinned.ts";
import type { Bundler } from "./bundler.ts";
import { buildNextApp } from "./next-app.ts";

const PAGE = `
"use client";
import { useEffect } from "react";

export default function Page() {
  useEffect(() => void import("../../suite/page.js"), []);
  return <p>NATSBridge</p>;
}
`;

/** Next with its own bundler, Turbopack, exported as files. */
export const next: Bundler = {
  name: "next",
  version: PINNED.next.next ?? "",
  packages: packagesOf("next"),
  async build({ project, outDir }) {
    const app = await buildNextApp(project, "next-page", {
      "next.config.mjs": 'export default { output: "export" };',
      "app/page.jsx": PAGE.trimStart(),
    });
    cpSync(join(app, "out"), outDir, { recursive: true });
  },
};
