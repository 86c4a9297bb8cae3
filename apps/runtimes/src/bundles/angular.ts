import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PINNED, packagesOf } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";

const MAIN = `
import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

@Component({ selector: "app-root", template: "<p>NATSBridge</p>" })
class App {
  constructor() {
    void import("../suite/page.js");
  }
}

void bootstrapApplication(App);
`;

const COMPILER_OPTIONS = { allowJs: true, module: "preserve", target: "es2022", types: [] };

/** A workspace with one application, as `ng build` reads it. */
function workspace(outDir: string): object {
  const options = {
    browser: "page/main.ts",
    index: "page/index.html",
    outputPath: { base: outDir, browser: "" },
    tsConfig: "page/tsconfig.json",
  };
  const build = { builder: "@angular/build:application", options };
  const page = { projectType: "application", root: "", sourceRoot: "page", architect: { build } };
  return { version: 1, projects: { page } };
}

/** Angular with its own builder. */
export const angular: Bundler = {
  name: "angular",
  version: PINNED.angular["@angular/core"] ?? "",
  packages: packagesOf("angular"),
  async build({ project, outDir }) {
    mkdirSync(join(project, "page"), { recursive: true });
    const files = {
      "angular.json": JSON.stringify(workspace(relative(project, outDir))),
      "page/main.ts": MAIN,
      "page/index.html": "<!doctype html><title>NATSBridge</title><app-root></app-root>",
      "page/tsconfig.json": JSON.stringify({
        compilerOptions: COMPILER_OPTIONS,
        files: ["main.ts"],
      }),
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
    const args = [join(project, "node_modules/@angular/cli/bin/ng.js"), "build"];
    const env = { NG_CLI_ANALYTICS: "false" };
    await runProgram(process.execPath, args, { cwd: project, timeout: 300_000, env });
  },
};
