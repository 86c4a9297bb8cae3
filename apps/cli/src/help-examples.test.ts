import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { ensureStream, NATSBridge } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProgram } from "./program.ts";
import { startSession } from "./session.ts";
import { publishRaw } from "./stored/publish-raw.ts";
import { COMMAND, cleanEnvironment } from "./testing/run-cli.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";

/** Every example of every `--help`, in the order of the commands. */
function helpExamples(): string[] {
  const session = startSession();
  const program = createProgram(session, () => undefined);
  session.end();
  const leaves = (command: typeof program): (typeof program)[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap((each) => leaves(each));
  return leaves(program)
    .filter((command) => !command.name().startsWith("_") && command.parent?.name() !== "stream")
    .flatMap((command) => {
      let help = "";
      command.configureOutput({ writeOut: (part) => (help += part) }).outputHelp();
      const examples = [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = ""]) => line);
      if (examples.length === 0) throw new Error(`${command.name()} has no example`);
      return examples;
    });
}

/** Every line of the shell on the pages that show the command, without the addresses of somebody's servers. */
function shownLines(): string[] {
  const pages = [
    "apps/cli/README.md",
    "apps/docs/pages/running.md",
    "apps/docs/pages/inspector.md",
  ];
  return pages.flatMap((page) => {
    const markdown = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
    return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
      .flatMap(([, block = ""]) => block.trim().split("\n"))
      .filter((line) => !line.startsWith("npm install "))
      .map((line) => line.replace(/^npx /, "").replaceAll(/ --(nats|files) \S+/g, ""));
  });
}

let dev: Dev;
let bridge: NATSBridge;
let folder: string;
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-examples-"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/natsbridge"), `#!/bin/sh\nexec ${COMMAND.join(" ")} "$@"\n`);
  await chmod(join(folder, "bin/natsbridge"), 0o755);
  await writeFile(join(folder, "README.md"), "# Hello\n");
  await writeFile(join(folder, "table.csv"), "id,value\n1,0.5\n");
  await writeFile(join(folder, "photo.png"), new Uint8Array(1_000));
  const vector = loadVectors().find(({ name }) => name === "python-chat");
  await writeFile(
    join(folder, "message.json"),
    Buffer.from(vector?.envelope_base64 ?? "", "base64"),
  );
  await mkdir(join(folder, "nats/context"), { recursive: true });
  await writeFile(join(folder, "nats/context/local.json"), '{"url":"nats://127.0.0.1:4222"}');
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  const { connection } = bridge;
  await ensureStream(connection, { name: "ORDERS", subjects: ["orders.>"] });
  await ensureStream(connection, { name: "DEAD", subjects: ["dead.>"] });
  await bridge.smartsend("orders.new", [["order", 1, "dictionary"]], { jetstream: true });
  const told = {
    Code: "link_unreachable",
    Reason: "away",
    Subject: "orders.new",
    Stream: "ORDERS",
  };
  const headers = Object.entries({ ...told, Sequence: "1", Deliveries: "1" }).map(
    ([name, value]) => [`NATSBridge-${name}`, value] as const,
  );
  await publishRaw(connection, { subject: "dead.x", headers, data: Buffer.from("{}") }, true);
  const store = createObjectStoreFileServer({ connection, gateway_url: "http://gateway.example" });
  await store.upload("file", new Uint8Array(10));
  void (async () => {
    for await (const env of bridge.subscribe("square")) {
      const n = Number(env.payloads[0]?.[1]);
      await bridge.reply(env, [["result", n * n, "dictionary"]]);
    }
  })();
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** What has to happen once an example listens. */
async function provoke(said: string): Promise<void> {
  const subject = /listening on (\S+)|"on":"([^"]+)"/.exec(said);
  const at = (subject?.[1] ?? subject?.[2] ?? "").replace(">", "x");
  const payloads = [["file", at === "double" ? 21 : "hello", "dictionary"]] as const;
  const text = [["text", "hello", "text"]] as const;
  if (["upper", "double", "time"].includes(at)) {
    await bridge.request(at, at === "double" ? payloads : text);
  } else if (at !== "") await bridge.smartsend(at, text);
}

async function run(line: string): Promise<{ code: number | null; output: string }> {
  const env = cleanEnvironment({ ...dev.env, XDG_CONFIG_HOME: folder });
  const child: ChildProcess = spawn("bash", ["-c", line], {
    cwd: folder,
    env: { ...env, PATH: `${folder}/bin:${env.PATH}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("no output");
  stderr.on("data", (chunk: Buffer) => {
    // It listens until Ctrl-C.
    if (line === "natsbridge recv chat") child.kill("SIGINT");
    else void provoke(String(chunk));
  });
  stdout.on("data", (chunk: Buffer) => {
    if (String(chunk).includes("Ctrl-C ends it")) child.kill("SIGINT");
  });
  const closed = once(child, "close");
  const output = (await Promise.all([text(stdout), text(stderr)])).join("");
  const [code] = (await closed) as [number | null];
  return { code, output };
}

describe("every example of every --help and of the pages runs", () => {
  test.each([...helpExamples(), ...shownLines()])("%s", async (line) => {
    const { code, output } = await run(line);
    // The streams here are kept for longer than files: the doctor warns of that.
    expect([code, output]).toEqual([line.startsWith("natsbridge doctor") ? 1 : 0, output]);
  });
});
