import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { browserEntries } from "./browser-entries.ts";
import { plant } from "./plant.ts";

interface Case {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

/** One planted fault per rule; where two are listed, by path and by package name. */
const cases: readonly Case[] = [
  ["schema-stands-alone", "packages/schema/src/planted.ts", "../../codecs/src/index.ts"],
  ["schema-stands-alone", "packages/schema/src/planted-name.ts", "@natsbridge/core"],
  ["parts-import-schema-only", "packages/codecs/src/planted.ts", "@natsbridge/transport"],
  ["parts-import-schema-only", "packages/transport/src/planted.ts", "@natsbridge/fileserver"],
  ["parts-import-schema-only", "packages/fileserver/src/planted.ts", "@natsbridge/fileserver-plik"],
  [
    "stores-import-fileserver-and-schema-only",
    "packages/fileserver-plik/src/planted.ts",
    "@natsbridge/fileserver-local",
  ],
  [
    "stores-import-fileserver-and-schema-only",
    "packages/fileserver-local/src/planted.ts",
    "@natsbridge/core",
  ],
  [
    "stores-import-fileserver-and-schema-only",
    "packages/fileserver-planted/src/index.ts",
    "@natsbridge/transport",
  ],
  [
    "objectstore-adds-transport",
    "packages/fileserver-objectstore/src/planted.ts",
    "@natsbridge/codecs",
  ],
  ["core-imports-the-layers-below", "packages/core/src/planted.ts", "@natsbridge/fileserver-local"],
  [
    "core-names-its-default-store-once",
    "packages/core/src/planted-a.ts",
    "@natsbridge/fileserver-plik",
  ],
  [
    "core-names-its-default-store-once",
    "packages/core/src/planted-b.ts",
    "@natsbridge/fileserver-plik",
  ],
  [
    "natsbridge-is-core-by-one-name",
    "packages/natsbridge/src/planted.ts",
    "@natsbridge/fileserver-local",
  ],
  ["natsbridge-arrow-is-codecs-arrow", "packages/natsbridge/src/arrow.ts", "@natsbridge/core"],
  [
    "nats-server-imports-schema-only",
    "packages/nats-server/src/planted.ts",
    "@natsbridge/transport",
  ],
  [
    "testkit-imports-schema-and-nats-server-only",
    "packages/testkit/src/planted.ts",
    "@natsbridge/core",
  ],
  ["testkit-is-for-tests", "packages/core/src/planted-testkit.ts", "testkit"],
  ["nats-server-is-for-tests", "packages/core/src/planted-server.ts", "@natsbridge/nats-server"],
  [
    "conformance-is-for-tests",
    "packages/fileserver-plik/src/planted-conformance.ts",
    "@natsbridge/fileserver/conformance",
  ],
  ["tests-do-not-reach-up", "packages/codecs/src/planted-up.test.ts", "@natsbridge/core"],
  [
    "nothing-imports-an-app",
    "packages/core/src/planted-app.ts",
    "../../../apps/planted/src/index.ts",
  ],
  ["nothing-imports-an-app", "apps/planted/src/index.ts", "../../planted-other/src/index.ts"],
  ["zod-belongs-to-schema", "packages/core/src/planted-zod.ts", "zod"],
  ["nats-belongs-to-transport", "packages/core/src/planted-nats.ts", "nats"],
  ["nats-belongs-to-transport", "packages/core/src/planted-nats-io.ts", "@nats-io/transport-node"],
  ["ky-belongs-to-fileserver", "packages/core/src/planted-ky.ts", "ky"],
  ["arrow-belongs-to-codecs", "packages/core/src/planted-arrow.ts", "apache-arrow"],
  ["no-deep-path", "packages/core/src/planted-deep.ts", "../../schema/src/index.ts"],
  ["no-unresolvable", "packages/core/src/planted-exports.ts", "@natsbridge/schema/src/index.ts"],
  ["no-cycle", "packages/core/src/planted-cycle-a.ts", "./planted-cycle-b.ts"],
  [
    "transport-connection-points-down",
    "packages/transport/src/connection/planted.ts",
    "../publish/planted.ts",
  ],
  [
    "transport-shared-points-down",
    "packages/transport/src/shared/planted.ts",
    "../publish/planted.ts",
  ],
  [
    "transport-publish-points-down",
    "packages/transport/src/publish/planted.ts",
    "../jetstream/planted.ts",
  ],
  [
    "transport-jetstream-points-down",
    "packages/transport/src/jetstream/planted.ts",
    "../consume/planted.ts",
  ],
  ["transport-consume-points-down", "packages/transport/src/consume/planted.ts", "../index.ts"],
  [
    "fileserver-store-points-down",
    "packages/fileserver/src/store/planted.ts",
    "../upload/planted.ts",
  ],
  [
    "fileserver-upload-points-down",
    "packages/fileserver/src/upload/planted.ts",
    "../http/planted.ts",
  ],
  [
    "fileserver-http-points-down",
    "packages/fileserver/src/http/planted.ts",
    "../download/planted.ts",
  ],
  ["fileserver-download-points-down", "packages/fileserver/src/download/planted.ts", "../index.ts"],
  ["core-options-points-down", "packages/core/src/options/planted.ts", "../telemetry/planted.ts"],
  ["core-telemetry-points-down", "packages/core/src/telemetry/planted.ts", "../receive/planted.ts"],
  ["core-fetch-points-down", "packages/core/src/fetch/planted.ts", "../receive/planted.ts"],
  ["core-receive-points-down", "packages/core/src/receive/planted.ts", "../send/planted.ts"],
  ["core-send-points-down", "packages/core/src/send/planted.ts", "../consume/planted.ts"],
  ["core-consume-points-down", "packages/core/src/consume/planted.ts", "../bridge/planted.ts"],
  ["core-bridge-points-down", "packages/core/src/bridge/planted.ts", "../index.ts"],
  [
    "codecs-arrow-infer-points-down",
    "packages/codecs/src/arrow/infer/planted.ts",
    "../plan/planted.ts",
  ],
  [
    "codecs-arrow-vectors-points-down",
    "packages/codecs/src/arrow/vectors/planted.ts",
    "../write/planted.ts",
  ],
  [
    "codecs-arrow-plan-points-down",
    "packages/codecs/src/arrow/plan/planted.ts",
    "../write/planted.ts",
  ],
  ["no-test-in-source", "packages/core/src/planted-test.ts", "./planted.test.ts"],
  ["no-dev-dependency-in-source", "packages/core/src/planted-dev.ts", "fast-check"],
  ["no-node-in-browser-file", "packages/codecs/src/planted.browser.ts", "node:fs"],
].map(([rule = "", path = "", imported = ""]) => ({ rule, path, text: `import "${imported}";\n` }));

const planted: Readonly<Record<string, string>> = {
  ...Object.fromEntries(cases.map(({ path, text }) => [path, text])),
  "packages/core/src/planted-cycle-b.ts": 'import "./planted-cycle-a.ts";\n',
  "packages/core/src/planted.test.ts": "export {};\n",
  "packages/codecs/src/arrow/write/planted.ts": "export {};\n",
  "apps/planted-other/src/index.ts": "export {};\n",
  "packages/fileserver/src/conformance/index.ts": "export {};\n",
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** Runs the gate as `pnpm layers` does. Exit codes are part of what is asserted. */
function run(
  directory: string,
  tool: string,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: directory, maxBuffer: 64 << 20 };
    execFile(`${directory}/node_modules/.bin/${tool}`, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

function violations(output: string): string[] {
  const { summary } = JSON.parse(output) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
}

test("dependency-cruiser is red for a planted fault against every rule", async () => {
  using tree = plant(planted);
  const { code, output } = await run(
    tree.directory,
    "depcruise",
    "--output-type",
    "json",
    "packages",
    "apps",
  );
  const found = violations(output);
  const byModule = (rule: string) => rule === "core-names-its-default-store-once";
  for (const { rule, path } of cases) {
    expect(found).toContain(
      byModule(rule) ? `${rule} packages/fileserver-plik/src/index.ts` : `${rule} ${path}`,
    );
  }
  // The JSON reporter itself always exits 0; the gate prints text.
  expect(code).toBe(0);
  expect((await run(tree.directory, "depcruise", "packages", "apps")).code).toBeGreaterThan(0);
}, 90_000);

test("a circle of types is a circle", async () => {
  using tree = plant({
    "packages/schema/src/planted-a.ts":
      'import type { B } from "./planted-b.ts";\nexport type A = B;\n',
    "packages/schema/src/planted-b.ts":
      'import type { A } from "./planted-a.ts";\nexport type B = A;\n',
  });
  const { code, output } = await run(tree.directory, "depcruise", "packages");
  expect(output).toContain("error no-cycle: packages/schema/src/planted-a.ts");
  expect(code).toBeGreaterThan(0);
});

test("every rule has a planted fault", async () => {
  const { default: rules } = (await import("../../.dependency-cruiser.mjs")) as {
    default: { forbidden: { name: string }[] };
  };
  expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual(
    rules.forbidden.map(({ name }) => name).sort(),
  );
});

test("the browser path is red for a Node module that it reaches", async () => {
  using tree = plant({
    "packages/schema/src/index.ts": 'export * from "./planted.ts";\n',
    "packages/schema/src/planted.ts": 'import "node:fs";\n',
  });
  const config = [".ci/layers/browser-path.mjs", ...browserEntries(tree.directory)];
  const { code, output } = await run(tree.directory, "depcruise", "--config", ...config);
  expect(output).toContain("error no-node-on-browser-path: packages/schema/src/planted.ts → fs");
  expect(code).toBeGreaterThan(0);
});

test("turbo boundaries is red for a dependency that its layer may not have", async () => {
  using tree = plant({
    "packages/transport/package.json": JSON.stringify({
      name: "@natsbridge/transport",
      version: "0.0.0",
      dependencies: { "@natsbridge/codecs": "workspace:^" },
    }),
  });
  const { code, output } = await run(tree.directory, "turbo", "boundaries");
  // The report is wrapped to the terminal's width.
  expect(output.replace(/[\s|]+/g, " ")).toContain(
    "Package `@natsbridge/codecs` found without any tag listed in allowlist for `@natsbridge/transport`",
  );
  expect(code).toBeGreaterThan(0);
});
