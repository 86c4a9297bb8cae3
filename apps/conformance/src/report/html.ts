import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { bundleScripts, ENTRY_SCRIPT } from "../bundle/bundle-scripts.ts";
import type { Report } from "./report.ts";

/** The report as one page that needs nothing else: data, script and style inside, nothing loaded from anywhere. */
export async function htmlReport(report: Report): Promise<string> {
  const scripts = await bundleScripts("report-page.ts");
  const style = await readFile(new URL("./page/report-page.css", import.meta.url), "utf8");
  return htmlPage(report, scripts.get(ENTRY_SCRIPT) ?? "", style);
}

export function htmlPage(report: Report, script: string, style: string): string {
  // Only this very script may run, whatever a message holds.
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NATSBridge conformance</title>
<style>${style}</style>
</head>
<body>
<main id="report"></main>
<noscript>This report is drawn by a script inside it.</noscript>
<script type="application/json" id="data">${embeddedJson(report)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end the element it stands in, nor begin another. */
export function embeddedJson(value: unknown): string {
  const plain = (_key: string, item: unknown) =>
    typeof item === "string" ? stripVTControlCharacters(item) : item;
  return JSON.stringify(value, plain).replaceAll("<", "\\u003c");
}
