import { ensureStream, NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishRaw } from "../stored/publish-raw.ts";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
let bridge: NATSBridge;
beforeAll(async () => {
  dev = await startDev();
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  await ensureStream(bridge.connection, { name: "ORDERS", subjects: ["orders.>"] });
  await ensureStream(bridge.connection, { name: "DEAD", subjects: ["dead.>"] });
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
});

const dlq = (...args: string[]) => runCli(["dlq", ...args], { env: dev.env });

/** Gives up a message whose body is none, and one that a handler refuses. */
async function giveUpTwo(): Promise<void> {
  await bridge.connection.request("orders.bad", "not an envelope", { timeout: 5_000 });
  await bridge.smartsend("orders.new", [["order", { id: 7 }, "dictionary"]], { jetstream: true });
  let left = 2;
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const consumption = bridge.consume(
    {
      stream: "ORDERS",
      consumer: "billing",
      max_deliver: 1,
      dead_letter_subject: "dead.orders",
      on_poison: () => {
        left -= 1;
        if (left === 0) resolve();
      },
    },
    () => {
      throw new Error("no such customer");
    },
  );
  await done;
  await consumption.stop();
}

test("dead letters are listed, shown, delivered again and dropped", async () => {
  await giveUpTwo();
  const listed = await dlq("ls", "DEAD", "--json");
  const letters = listed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(letters).toMatchObject([
    {
      sequence: 1,
      code: "invalid_envelope",
      subject: "orders.bad",
      stream: "ORDERS",
      stream_sequence: 1,
    },
    { sequence: 2, code: "handler_failed", reason: "no such customer", subject: "orders.new" },
  ]);

  const shown = await dlq("show", "DEAD", "2");
  expect(shown.stdout).toContain("handler_failed: no such customer");
  expect(shown.stdout).toContain('order dictionary, 8 B, direct\n  {\n    "id": 7\n  }\n');

  const where = ["--to", "orders.*", "--json"];
  const stays = await dlq("redrive", "DEAD", "2", "--to", "invoices.>", "--json");
  expect([stays.code, JSON.parse(stays.stdout)]).toEqual([
    1,
    {
      sequence: 2,
      redriven: false,
      reason: 'it says that it came from "orders.new", which does not match "invoices.>"',
    },
  ]);
  const driven = await dlq("redrive", "DEAD", "--all", "--code", "handler_failed", ...where);
  expect(driven.code).toBe(0);
  expect(JSON.parse(driven.stdout)).toMatchObject({
    sequence: 2,
    redriven: true,
    subject: "orders.new",
    pub_ack: { stream: "ORDERS", seq: 3 },
  });
  const again = await runCli(["inspect", "ORDERS:3", "--json"], { env: dev.env });
  expect(JSON.parse(again.stdout)).toMatchObject({ subject: "orders.new", dialect: "v1" });

  expect(await dlq("drop", "DEAD", "1")).toMatchObject({
    code: 0,
    stdout: "1 dropped (invalid_envelope)\n",
  });
  expect((await dlq("ls", "DEAD")).stdout).toBe("0 dead letters\n");
});

test("what is no dead letter is left alone", async () => {
  const { code, stderr } = await dlq("drop", "ORDERS", "1");
  expect(code).toBe(1);
  expect(stderr).toContain("is no dead letter");
  expect((await runCli(["inspect", "ORDERS:1", "--json"], { env: dev.env })).stdout).toContain(
    "orders.bad",
  );
});

test("a letter whose file is gone stays, with its reason", async () => {
  const payload = ["film", new Uint8Array(2_000_000), "video"] as const;
  const [, json] = await bridge.smartsend("orders.film", [payload], { is_publish: false });
  const headers = [
    ["NATSBridge-Code", "link_unreachable"],
    ["NATSBridge-Subject", "orders.film"],
    ["NATSBridge-Stream", "ORDERS"],
  ] as const;
  const gone = json.replace(/\/file\/[^/]+\//, "/file/nosuchupload/");
  const letter = { subject: "dead.film", headers, data: Buffer.from(gone) };
  await publishRaw(bridge.connection, letter, true);
  const { code, stdout } = await dlq("redrive", "DEAD", "--all", "--to", "orders.>");
  expect([code, stdout]).toEqual([1, "3 stays: a file that it links to is gone\n"]);
});

test("nothing is done where neither sequences nor --all were said, or no stream is there", async () => {
  expect((await dlq("drop", "DEAD")).stderr).toContain("Name sequences, or say --all");
  const missing = await dlq("ls", "NOWHERE");
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("There is no stream");
});
