import type { TableRow } from "@natsbridge/codecs";
import { NatsBridgeError } from "@natsbridge/schema";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { SmartSendOptions } from "./options/send-options.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "./receive/received.ts";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

const rows = [
  { id: 1, name: "Ada", when: new Date(5) },
  { id: 2, name: null, when: null },
];

async function written(data: unknown, type: string, options: SmartSendOptions = {}) {
  const payloads = [["value", data, type]] as never;
  const [, text] = await smartsend("values", payloads, { is_publish: false, ...options });
  return text;
}

async function failure(promise: Promise<unknown>): Promise<NatsBridgeError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (NatsBridgeError.isInstance(error)) return error;
  throw error;
}

describe("rows: true", () => {
  test("gives a table as rows, and everything else as ever", async () => {
    const [, text] = await smartsend(
      "values",
      [
        ["table", rows, "arrowtable"],
        ["text", "hello", "text"],
      ],
      { is_publish: false },
    );
    const env = await smartreceive(text, { rows: true });
    expect(env.payloads).toEqual([
      ["table", rows, "arrowtable"],
      ["text", "hello", "text"],
    ]);
    for (const [, data, type] of env.payloads) {
      if (type === "arrowtable") expectTypeOf(data).toEqualTypeOf<TableRow[]>();
      if (type === "text") expectTypeOf(data).toEqualTypeOf<string>();
    }
  });

  test("holds for lazy handles, which have rows() and table() besides", async () => {
    const text = await written(rows, "arrowtable");
    const env = await smartreceive(text, { rows: true, lazy: true });
    const handle = env.payloads[0]?.[1];
    expect(await handle?.value()).toEqual(rows);
    expect(await handle?.rows()).toEqual(rows);
    expect((await handle?.table())?.numRows).toBe(2);
  });

  test("is checked", async () => {
    const error = await failure(smartreceive("{}", { rows: "yes" as never }));
    expect(error).toMatchObject({ code: "invalid_config" });
    expect(error.message).toContain("rows");
  });
});

describe("max_decoded_bytes", () => {
  const zeros = { n: new Int32Array(10_000) };
  const table = ["table", zeros, "arrowtable"] as const;

  test("bounds all tables of a message together, and names itself", async () => {
    const options = { is_publish: false, arrow_compression: "lz4" } as const;
    const [, text] = await smartsend("values", [table, table, table], options);
    expect(text.length).toBeLessThan(10_000);
    const env = await smartreceive(text, { max_decoded_bytes: 120_000 });
    expect(env.payloads).toHaveLength(3);
    const bound = { max_decoded_bytes: 119_999 };
    const lazily = async () => {
      const { payloads } = await smartreceive(text, { ...bound, lazy: true });
      for (const [, handle] of payloads) await handle.value();
    };
    for (const reading of [smartreceive(text, bound), lazily()]) {
      expect(await failure(reading)).toMatchObject({
        code: "decode_error",
        isRetryable: false,
        details: { option: "max_decoded_bytes", dataname: "table" },
      });
    }
  });

  test("bounds rows as well", async () => {
    const text = await written(rows, "arrowtable");
    const cost = 2 * (80 + 3 * 8);
    expect(
      (await smartreceive(text, { rows: true, max_decoded_bytes: cost })).payloads,
    ).toHaveLength(1);
    const error = await failure(smartreceive(text, { rows: true, max_decoded_bytes: cost - 1 }));
    expect(error).toMatchObject({ code: "decode_error", details: { option: "max_decoded_bytes" } });
  });

  test("is checked", async () => {
    for (const wrong of [-1, 0.5, "1", Number.NaN]) {
      const error = await failure(smartreceive("{}", { max_decoded_bytes: wrong as never }));
      expect(error).toMatchObject({ code: "invalid_config" });
    }
  });
});

describe('json: "exact"', () => {
  test.each([
    ["dictionary", { a: -0 }, "a: it is -0"],
    ["dictionary", { a: undefined }, "a: it is undefined"],
    ["jsontable", [{ a: new Date(0) }], "[0].a: it is a value of class Date"],
  ])("refuses in a %s what would change: %o", async (type, value, text) => {
    const error = await failure(written(value, type, { json: "exact" }));
    expect(error).toMatchObject({ code: "invalid_payload" });
    expect(error.message).toContain(text);
    expect(await written(value, type)).toContain('"payload_type"');
  });

  test("is checked", async () => {
    const error = await failure(written({}, "dictionary", { json: "strict" as never }));
    expect(error).toMatchObject({ code: "invalid_config" });
    expect(error.message).toContain("json");
  });
});

test("received bytes are taken by Blob, Web Crypto and fetch", async () => {
  const text = await written(Uint8Array.of(1, 2, 3), "binary");
  const env = await smartreceive(text);
  for (const [, data, type] of env.payloads) {
    if (type !== "binary") continue;
    expectTypeOf(data).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    expect(new Blob([data]).size).toBe(3);
    expect((await crypto.subtle.digest("SHA-256", data)).byteLength).toBe(32);
    expect(await new Response(data).bytes()).toEqual(data);
  }
  const { payloads } = await smartreceive(text, { lazy: true });
  const bytes = await payloads[0]?.[1].bytes();
  expectTypeOf(bytes).toEqualTypeOf<Uint8Array<ArrayBuffer> | undefined>();
});

test("a misspelt field of an envelope does not compile; unknown fields are there all the same", async () => {
  expectTypeOf<ReceivedEnvelope>().not.toHaveProperty("payload");
  expectTypeOf<LazyEnvelope>().not.toHaveProperty("payload");
  expectTypeOf<string>().not.toExtend<keyof ReceivedEnvelope>();
  const body = JSON.stringify({ correlation_id: "c", msg_id: "m", payloads: [], extra: 1 });
  const env = await smartreceive(body);
  expect((env as unknown as Record<string, unknown>).extra).toBe(1);
});
