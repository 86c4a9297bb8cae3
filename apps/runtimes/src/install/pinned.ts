/** A group of tools that are installed together. */
export type ToolGroup =
  | "engines"
  | "webpack"
  | "rspack"
  | "rollup"
  | "esbuild"
  | "parcel"
  | "workerd"
  | "compilers"
  | "jest"
  | "next"
  | "angular"
  | "telemetry";

/** What is installed besides our packages, from the registry, each version chosen here. */
export const PINNED: Readonly<Record<ToolGroup, Readonly<Record<string, string>>>> = {
  engines: {
    bun: "1.4.5",
    deno: "2.9.6",
    node22: "npm:node@22.15.0",
    node26: "npm:node@26.10.0",
  },
  webpack: { webpack: "5.113.0", "webpack-cli": "7.3.1" },
  rspack: { "@rspack/cli": "2.2.8", "@rspack/core": "2.3.3" },
  rollup: {
    "@rollup/plugin-commonjs": "29.0.3",
    "@rollup/plugin-node-resolve": "16.0.3",
    "@rollup/plugin-terser": "1.0.2",
    rollup: "4.68.8",
  },
  esbuild: { esbuild: "0.28.2" },
  parcel: { parcel: "2.16.4" },
  workerd: { esbuild: "0.28.2", miniflare: "4.20260730.0" },
  compilers: {
    "@types/node": "24.19.2",
    "typescript-5.7": "npm:typescript@5.7.3",
    "typescript-5.9": "npm:typescript@5.9.3",
    "typescript-6": "npm:typescript@6.0.3",
    "typescript-7": "npm:typescript@7.0.2",
  },
  jest: { jest: "30.5.2" },
  next: { next: "16.4.6", react: "19.3.1", "react-dom": "19.3.1" },
  angular: {
    "@angular/build": "22.2.7",
    "@angular/cli": "22.2.7",
    "@angular/common": "22.2.6",
    "@angular/compiler": "22.2.6",
    "@angular/compiler-cli": "22.2.6",
    "@angular/core": "22.2.6",
    "@angular/platform-browser": "22.2.6",
    rxjs: "7.8.2",
    typescript: "6.0.3",
  },
  telemetry: { "@opentelemetry/api": "1.10.0", "@opentelemetry/sdk-trace": "3.1.1" },
};

/** A group as `npm install` takes it. */
export function packagesOf(group: ToolGroup): readonly string[] {
  return Object.entries(PINNED[group]).map(([name, version]) => `${name}@${version}`);
}
