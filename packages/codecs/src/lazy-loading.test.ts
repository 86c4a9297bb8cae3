import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const INDEX = new URL("./index.ts", import.meta.url).href;

/** Says after each step which of the heavy modules are loaded, in a process that has loaded nothing before. */
const SCRIPT = `
  import { registerHooks } from "node:module";
  const heavy = { "apache-arrow": "apache-arrow", "lz4/": "lz4", "#zstd": "zstd" };
  const loaded = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      for (const [part, name] of Object.entries(heavy)) if (specifier.includes(part)) loaded.add(name);
      return next(specifier, context);
    },
  });
  const steps = [];
  const step = async (name, run) => {
    const result = await run();
    steps.push([name, [...loaded].sort()]);
    return result;
  };
  const { serializeData, deserializeData, isArrowIpc } = await step("import", () => import("${INDEX}"));
  const json = await step("json", () => serializeData({ a: 1 }, "dictionary"));
  await step("binary", () => deserializeData(json, "binary"));
  await step("is arrow", () => isArrowIpc(json));
  const table = await step("table", () => serializeData([{ a: 1 }], "arrowtable"));
  await step("read table", () => deserializeData(table, "arrowtable"));
  await step("lz4", () => serializeData([{ a: 1 }], "arrowtable", { arrow_compression: "lz4" }));
  await step("zstd", () => serializeData([{ a: 1 }], "arrowtable", { arrow_compression: "zstd" }));
  console.log(JSON.stringify(steps));
`;

it("loads Arrow when a table comes, and a compression when a compressed one does", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=module", "-e", SCRIPT],
    { cwd: fileURLToPath(new URL(".", import.meta.url)) },
  );
  expect(JSON.parse(stdout)).toEqual([
    ["import", []],
    ["json", []],
    ["binary", []],
    ["is arrow", []],
    ["table", ["apache-arrow"]],
    ["read table", ["apache-arrow"]],
    ["lz4", ["apache-arrow", "lz4"]],
    ["zstd", ["apache-arrow", "lz4", "zstd"]],
  ]);
});
