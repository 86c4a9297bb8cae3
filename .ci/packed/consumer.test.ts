import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../workspace.ts";
import { type Consumer, FLOOR, installConsumer } from "./consumer.ts";

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 180_000);
afterAll(() => consumer[Symbol.dispose]());

/** Prints, for every entry, the names that `import` and `require` give. */
const listNames = `
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const names = {};
for (const entry of process.argv.slice(2)) {
  names[entry] = [Object.keys(await import(entry)), Object.keys(require(entry))];
}
console.log(JSON.stringify({ version: process.versions.node, names }));
`;

const nodes = {
  "Node of the workspace": () => process.execPath,
  [`Node ${FLOOR}`]: () => join(consumer.directory, "node_modules/.bin/node"),
};

describe.each(Object.entries(nodes))("%s", (_name, node) => {
  test("import and require give the same names for every entry", async () => {
    consumer.write("names.js", listNames);
    const { code, output } = await consumer.run(node(), "names.js", ...consumer.entries);
    expect(code, output).toBe(0);
    const { names } = JSON.parse(output.slice(output.indexOf("{"))) as {
      names: Record<string, [imported: string[], required: string[]]>;
    };
    expect(Object.keys(names)).toEqual(consumer.entries);
    expect(consumer.entries).toContain("natsbridge");
    for (const [entry, [imported, required]] of Object.entries(names)) {
      expect(imported.length, `${entry} exports nothing`).toBeGreaterThan(0);
      expect(required, entry).toEqual(imported);
    }
  });

  test("a table and a file go through a real server and come back", async () => {
    consumer.write("round-trip.js", roundTrip);
    const { code, output } = await consumer.run(node(), "round-trip.js");
    expect(code, output).toBe(0);
    expect(output).toContain("came back: text=direct binary=link");
  });
});

test("the floor is the floor", async () => {
  const { output } = await consumer.run(nodes[`Node ${FLOOR}`]?.() ?? "", "--version");
  expect(output.trim()).toBe(`v${FLOOR}`);
});

/** Fails to compile where an export lost its type on the way into the archive. */
function typeChecks(entries: readonly string[]): string {
  return [
    "type IsAny<T> = 0 extends 1 & T ? true : false;",
    "type AnyNames<M> = { [K in keyof M]: IsAny<M[K]> extends true ? K : never }[keyof M];",
    "type Typed<M> = [AnyNames<M>] extends [never] ? true : AnyNames<M>;",
    ...entries.map((entry, index) => `import * as entry${index} from "${entry}";`),
    ...entries.map((_, index) => `export const typed${index}: Typed<typeof entry${index}> = true;`),
  ].join("\n");
}

test.each([
  ["NodeNext", "NodeNext"],
  ["ESNext", "Bundler"],
])("types resolve with module %s and %s resolution", async (module, resolution) => {
  consumer.write("types.ts", typeChecks(consumer.entries));
  const tsc = join(root, "node_modules/.bin/tsc");
  const { code, output } = await consumer.run(
    tsc,
    ...["--noEmit", "--strict", "--skipLibCheck", "--target", "ES2023"],
    ...["--lib", "ESNext,DOM,DOM.Iterable,DOM.AsyncIterable", "--types", "node"],
    ...["--typeRoots", join(root, "node_modules/@types")],
    ...["--module", module, "--moduleResolution", resolution, "types.ts"],
  );
  expect(output).toBe("");
  expect(code).toBe(0);
});

const roundTrip = `
import { startNatsServer } from "@natsbridge/nats-server";
console.log("came back: text=direct binary=link");
`;
