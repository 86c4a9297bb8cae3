import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { askJetStream, connect } from "@natsbridge/transport";
import { ensureStream } from "natsbridge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMAND, cleanEnvironment, runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import { startListening } from "../testing/start-listening.test.support.ts";

let dev: Dev;
let folder: string;
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-send-"));
});
afterAll(async () => {
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test("what is sent is received as what it is", async () => {
  const receiving = await startListening(["recv", "chat", "--json", "--count", "1"], dev.env);
  const sent = await runCli(["send", "chat", "note=Look", 'config={"on":true}', "step=0.01"], {
    env: dev.env,
  });
  expect(sent).toMatchObject({ code: 0, stderr: "" });
  const { code, stdout } = await receiving.result;
  expect(code).toBe(0);
  const { subject, payloads } = JSON.parse(stdout);
  expect(subject).toBe("chat");
  const told = payloads.map(({ name, type, value }: Record<string, unknown>) => [
    name,
    type,
    value,
  ]);
  expect(told).toEqual([
    ["note", "text", "Look"],
    ["config", "dictionary", { on: true }],
    ["step", "dictionary", 0.01],
  ]);
});

const explained = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(["send", "x", ...args, "--explain", "--json"], {
    env: dev.env,
    cwd: folder,
    input: "typed in",
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
};

test("value, extension and name:type= choose the type", async () => {
  await writeFile(
    join(folder, "table.csv"),
    "id,code,big,on,gone\n1,007,9007199254740993,true,\n2,1,1,false,x\n",
  );
  await writeFile(join(folder, "table.tsv"), 'a\tb\n1\t"x\n');
  await writeFile(join(folder, "rows.ndjson"), '{"a":1}\n\n{"a":2}\n');
  await writeFile(join(folder, "rows.json"), '[{"a":1}]');
  await writeFile(join(folder, "value.json"), "[1,2]");
  await writeFile(join(folder, "PIC.PNG"), Uint8Array.of(1));
  await writeFile(join(folder, "noext"), Uint8Array.of(1));
  const { message } = await explained(
    ...["a=text", "b=1", "c=007", "d=[1]", "e:text=1", "f=@@at", "g=", "h:text=@-", "n=null"],
    ...["table.csv", "table.tsv", "rows.ndjson", "rows.json", "value.json", "PIC.PNG", "noext"],
    ...["j:jsontable=@table.csv", "k:text=@table.csv"],
  );
  const told = message.payloads.map((payload: { dataname: string; payload_type: string }) => [
    payload.dataname,
    payload.payload_type,
  ]);
  expect(told).toEqual([
    ["a", "text"],
    ["b", "dictionary"],
    ["c", "text"],
    ["d", "dictionary"],
    ["e", "text"],
    ["f", "text"],
    ["g", "text"],
    ["h", "text"],
    ["n", "dictionary"],
    ["table.csv", "arrowtable"],
    ["table.tsv", "arrowtable"],
    ["rows.ndjson", "jsontable"],
    ["rows.json", "jsontable"],
    ["value.json", "dictionary"],
    ["PIC.PNG", "image"],
    ["noext", "binary"],
    ["j", "jsontable"],
    ["k", "text"],
  ]);
  const dataOf = (name: string): string => {
    const found = message.payloads.find(({ dataname }: { dataname: string }) => dataname === name);
    return Buffer.from(found.data, "base64").toString();
  };
  expect(dataOf("f")).toBe("@at");
  expect(dataOf("h")).toBe("typed in");
  expect(dataOf("j")).toBe(
    '[{"id":1,"code":"007","big":9007199254740993,"on":true,"gone":""},{"id":2,"code":"1","big":1,"on":false,"gone":"x"}]',
  );
});

test("--explain shows plan and message, and sends and uploads nothing", async () => {
  const { message, payloads, max_payload } = await explained(
    "big:text=12345678",
    "--size-threshold",
    "1",
  );
  expect(max_payload).toBe(1_048_576);
  expect(payloads).toEqual([
    { dataname: "big", transport: "link", reason: "8 bytes >= size_threshold 1", bytes: 8 },
  ]);
  expect(message.payloads[0].data).toBe("https://file-server.invalid/big");
  await runCli(["send", "after", "x=1"], { env: dev.env });
  for (;;) {
    const { subject } = await dev.next();
    expect(subject).not.toBe("x");
    if (subject === "after") break;
  }
});

test("--repeat sends as often, a receipt each", async () => {
  const { stdout } = await runCli(
    ["send", "many", "x=1", "--repeat", "3", "--rate", "100", "--json"],
    { env: dev.env },
  );
  const ids = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).msg_id);
  expect(new Set(ids).size).toBe(3);
});

test("the receipt on a pipe", async () => {
  const { stdout } = await runCli(["send", "chat", "message=Look", "--sender", "me"], {
    env: dev.env,
  });
  expect(stdout.replace(/\d+ B\)/, "N B)")).toBe(
    "sent to chat (N B)\n  message                 4 B direct 4 bytes < --size-threshold 1,000,000\n",
  );
});

test("headers of one's own travel, into a stream as well", async () => {
  const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
  await ensureStream(connection, { name: "HEADED", subjects: ["headed"] });
  await connection.close();
  const args = [
    "send",
    "headed",
    "x:text=12345678",
    "--header",
    "X-Trace: a:b",
    "--size-threshold",
    "1",
  ];
  const sent = await runCli([...args, "--jetstream", "--json"], { env: dev.env });
  const { msg_id, pub_ack } = JSON.parse(sent.stdout);
  expect(pub_ack).toMatchObject({ stream: "HEADED", seq: 1 });
  const read = await runCli(["recv", "--stream", "HEADED", "--count", "1", "--json"], {
    env: dev.env,
  });
  const { headers, payloads } = JSON.parse(read.stdout);
  expect(headers).toMatchObject({ "X-Trace": ["a:b"], "Nats-Msg-Id": [msg_id] });
  expect(payloads).toMatchObject([{ transport: "link", value: "12345678" }]);
  expect((await runCli(["send", "a", "x=1", "--header", "nothing"])).code).toBe(2);
});

test("whoever reads through head has seen enough: no error", async () => {
  const line = `${COMMAND.join(" ")} send many x=1 --repeat 200 | head -1; echo "\${PIPESTATUS[0]}"`;
  const run = promisify(execFile);
  const { stdout, stderr } = await run("bash", ["-c", line], { env: cleanEnvironment(dev.env) });
  expect(stdout).toMatch(/^sent to many .*\n0\n$/);
  expect(stderr).toBe("");
});

test("an output that is full is told, with exit code 1", async () => {
  const line = `${COMMAND.join(" ")} send many x=1 > /dev/full; echo "$?"`;
  const run = promisify(execFile);
  const { stdout, stderr } = await run("bash", ["-c", line], { env: cleanEnvironment(dev.env) });
  expect(stdout).toBe("1\n");
  expect(stderr).toContain("The output cannot be written: ENOSPC");
});

describe("what is asked wrongly", () => {
  test.each([
    [["send"], 2, "missing required argument 'subject'"],
    [["send", "a"], 1, "(invalid_payload)"],
    [["send", "a", "nowhere.txt"], 1, "there is no such file"],
    [["send", "a", "x:picture=1"], 1, "expected one of text, dictionary"],
    [["send", "a", "x:dictionary=nope"], 1, 'Payload "x" is no dictionary: no JSON'],
    [["send", "a", "x:image=@/"], 1, "it is not a file"],
    [["send", "a", "-", "y=@-"], 1, "Standard input can be sent once"],
    [["send", "a", "-", "--repeat", "2"], 1, "Standard input can be sent once"],
    [["send", "nostream", "x=1", "--jetstream"], 1, "(no_responders)"],
    [["send", "a", "bad.csv"], 1, "bad.csv"],
    [["send", "a", "twice.csv"], 1, 'two columns are named "a"'],
    [["send", "a", "bad.ndjson"], 1, "bad.ndjson, line 2"],
    [["send", "a", "x=1", "--context", "none"], 1, "there is no context"],
    [["send", "a", "x=1", "--s3", "nonsense"], 1, "--s3 must be s3://bucket/prefix"],
    [["send", "a", "x=1", "--creds", "/nowhere"], 1, "creds: /nowhere cannot be read (ENOENT)"],
    [
      ["send", "a", "big:binary=@-", "--size-threshold", "0", "--files", "http://127.0.0.1:1"],
      1,
      "(upload_failed)",
    ],
    [["frobnicate"], 2, "unknown command 'frobnicate'"],
  ])("%j", async (args, exitCode, message) => {
    await writeFile(join(folder, "bad.csv"), "a,b\n1\n");
    await writeFile(join(folder, "twice.csv"), "a,a\n1,2\n");
    await writeFile(join(folder, "bad.ndjson"), '{"a":1}\n{\n');
    const { code, stdout, stderr } = await runCli(args, { env: dev.env, cwd: folder });
    expect(stderr.replaceAll(/\n\s+/g, " ")).toContain(message);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
    expect(stderr.split("\n").length).toBeLessThan(24);
  });
});

test("a subject that is none is told in one line", async () => {
  const { code, stderr } = await runCli(["send", "a..b", "x=1"], { env: dev.env });
  expect(code).toBe(1);
  expect(stderr).toContain("(invalid_subject)");
  expect(stderr).not.toContain("    at ");
});

test.each([
  ["FILED", {}, "1 copy on disk"],
  ["QUICK", { storage: "memory" }, "1 copy in memory"],
  ["HASTY", { persist_mode: "async" }, "1 copy on disk, acknowledged before it is there"],
])("the receipt of one message says how stream %s keeps it", async (name, config, kept) => {
  const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
  const subjects = [`kept.${name}`];
  await askJetStream(connection, `STREAM.CREATE.${name}`, { name, subjects, ...config });
  await connection.close();
  const { stdout } = await runCli(["send", `kept.${name}`, "x=1", "--jetstream"], { env: dev.env });
  const told = `sent to kept.${name}, message 1 of stream ${name} (${kept})`;
  expect(stdout.replaceAll("\n", " ")).toContain(told);
});
