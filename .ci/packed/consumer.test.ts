import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../workspace.ts";
import { type Consumer, FLOOR, installConsumer, TOO_OLD } from "./consumer.ts";
import { firstPage } from "./first-page.ts";
import { installedWeight } from "./installed-weight.ts";
import { firstUses, importAll, listNames, roundTrip, withServers } from "./programs.ts";
import { commonJsExample, exampleFaults, readmeExamples } from "./readme-examples.ts";
import { typeStartPage } from "./start-page.ts";

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

test("natsbridge installs at most 24 packages and 23 MB", () => {
  const { packages, bytes } = installedWeight("natsbridge", consumer.directory);
  console.log(`natsbridge: ${packages.length} packages, ${(bytes / 1e6).toFixed(1)} MB`);
  expect(packages.length).toBeLessThanOrEqual(24);
  expect(bytes).toBeLessThan(23_000_000);
});

test("the CommonJS example of the README runs as pasted, at the floor, too", async () => {
  consumer.write("first.cjs", commonJsExample());
  consumer.write("with-servers.js", withServers);
  const { code, output } = await consumer.run(floor(), "with-servers.js", "first.cjs");
  expect(output).toBe("message Hello! text\n");
  expect(code).toBe(0);
});

test("the command is installed", async () => {
  const command = join(consumer.directory, "node_modules/.bin/natsbridge");
  const { code, output } = await consumer.run(command, "completion", "fish");
  expect(code, output).toBe(0);
  expect(output).toContain("complete -c natsbridge");
});

test("the command starts in less than 1.5 times the work of an empty program that imports natsbridge", async () => {
  consumer.write("empty.js", 'import "natsbridge";');
  // Processor time, which does not count what a busy machine makes it wait for.
  consumer.write(
    "work.mjs",
    `import { writeSync } from "node:fs";
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, \`work=\${user + system}\\n\`);
});`,
  );
  const command = join(consumer.directory, "node_modules/@natsbridge/cli/dist/main.js");
  const programs = [["empty.js"], [command, "--version"], [command, "send", "--help"]];
  const least = programs.map(() => Number.POSITIVE_INFINITY);
  // In turns, so that each meets the same machine; the first turn compiles.
  for (let turn = 0; turn < 12; turn++) {
    for (const [index, args] of programs.entries()) {
      const { code, output } = await consumer.run(
        process.execPath,
        "--import",
        join(consumer.directory, "work.mjs"),
        ...args,
      );
      expect(code, output).toBe(0);
      const work = Number(/^work=(\d+)$/m.exec(output)?.[1]);
      least[index] = Math.min(least[index] ?? work, work);
    }
  }
  const [empty = 0, version = 0, help = 0] = least;
  expect(version / empty).toBeLessThan(1.5);
  expect(help / empty).toBeLessThan(1.5);
});

test("a Node below the floor is told so by each package, at the first use", async () => {
  const oldNode = join(consumer.directory, "node_modules/old-node/bin/node");
  consumer.write("first-uses.js", firstUses);
  const { code, output } = await consumer.run(oldNode, "first-uses.js");
  expect(code, output).toBe(0);
  const text = `unsupported: NATSBridge needs Node 22.15 or later, and this is Node ${TOO_OLD}. Update Node`;
  expect(JSON.parse(output)).toEqual({
    natsbridge: text,
    codecs: text,
    transport: text,
    fileserver: text,
    objectstore: text,
    plik: text,
    http: text,
    s3: text,
    local: text,
    "nats-server": text,
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

test("the TypeScript examples of every README and of the site compile", async () => {
  const examples = readmeExamples();
  expect(examples.length).toBeGreaterThan(0);
  for (const { name, text } of examples) consumer.write(name, text);
  const { output } = await compile("NodeNext", "NodeNext", ...examples.map(({ name }) => name));
  expect(exampleFaults(output)).toEqual([]);
});

test("an installation without the optional peers can be bundled for a browser", async () => {
  consumer.write("page.js", 'export { NATSBridge } from "natsbridge";\n');
  await build({
    configFile: false,
    root: consumer.directory,
    logLevel: "silent",
    build: { lib: { entry: "page.js", formats: ["es"] }, outDir: "bundled" },
  });
  expect(readdirSync(join(consumer.directory, "bundled"))).toContain("page.js");
});

test("the first example of the README runs as pasted, and prints what the README shows", async () => {
  consumer.write("first.js", firstPage.program);
  consumer.write("with-servers.js", withServers);
  const { code, output } = await consumer.run(process.execPath, "with-servers.js", "first.js");
  expect(code, output).toBe(0);
  expect(output).toBe(firstPage.printed);
});

test("start in five minutes, block by block", async () => {
  const { sent, received } = await typeStartPage(consumer.directory);
  expect(sent).toEqual({
    code: 0,
    output: expect.stringMatching(
      /^message: direct, because .*\nfilm: link, because .*\nreadings: direct, because .*\n$/,
    ),
  });
  expect(received).toEqual([
    "Waiting on chat",
    "message Look at this!",
    "film 5000000 bytes",
    `readings [ {"id": 1, "value": 0.5}, {"id": 2, "value": null} ]`,
  ]);
});
