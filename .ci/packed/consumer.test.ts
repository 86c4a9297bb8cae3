import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../workspace.ts";
import { type Consumer, FLOOR, installConsumer } from "./consumer.ts";
import { importAll, listNames, roundTrip } from "./programs.ts";
import { exampleFaults, readmeExamples } from "./readme-examples.ts";

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 180_000);
afterAll(() => consumer[Symbol.dispose]());

const floor = () => join(consumer.directory, "node_modules/.bin/node");

describe.each([
  ["Node of the workspace", () => process.execPath],
  [`Node ${FLOOR}`, floor],
])("%s", (_name, node) => {
  test("import and require give the same names for every entry", async () => {
    consumer.write("names.js", listNames);
    const { code, output } = await consumer.run(node(), "names.js", ...consumer.entries);
    expect(code, output).toBe(0);
    const names = JSON.parse(output) as Record<string, [imported: string[], required: string[]]>;
    expect(Object.keys(names)).toEqual(consumer.entries);
    for (const [entry, [imported, required]] of Object.entries(names)) {
      expect(imported.length, `${entry} exports nothing`).toBeGreaterThan(0);
      expect(required, entry).toEqual(imported);
    }
  });

  test("a text and a file go over a real server and come back", async () => {
    consumer.write("round-trip.js", roundTrip);
    const { code, output } = await consumer.run(node(), "round-trip.js");
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual({
      transports: ["direct", "link"],
      greeting: "hello",
      same: true,
    });
  });
});

test("the floor is the floor", async () => {
  expect((await consumer.run(floor(), "--version")).output.trim()).toBe(`v${FLOOR}`);
});

/** As a strict user compiles: declarations of libraries are checked too. */
function compile(module: string, resolution: string, ...files: string[]) {
  return consumer.run(
    join(root, "node_modules/.bin/tsc"),
    ...["--noEmit", "--strict", "--pretty", "false", "--target", "ES2023"],
    ...["--lib", "ESNext,DOM,DOM.Iterable,DOM.AsyncIterable", "--types", "node"],
    ...["--typeRoots", join(root, "node_modules/@types")],
    ...["--module", module, "--moduleResolution", resolution, ...files],
  );
}

test.each([
  ["NodeNext", "NodeNext"],
  ["ESNext", "Bundler"],
])("types resolve with module %s and %s resolution", async (module, resolution) => {
  consumer.write("types.ts", importAll(consumer.entries));
  const { code, output } = await compile(module, resolution, "types.ts");
  expect(output).toBe("");
  expect(code).toBe(0);
});

test("the TypeScript examples of every README compile", async () => {
  const examples = readmeExamples();
  expect(examples.length).toBeGreaterThan(0);
  for (const { name, text } of examples) consumer.write(name, text);
  const { output } = await compile("NodeNext", "NodeNext", ...examples.map(({ name }) => name));
  expect(exampleFaults(output)).toEqual([]);
});
