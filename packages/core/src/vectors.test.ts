import { createHash } from "node:crypto";
import { NatsBridgeError } from "@natsbridge/schema";
import { loadVectors, type Vector, type VectorExpectation, type VectorPayload } from "testkit";
import { canonicalJson, nestingDepth } from "testkit/canonical-json";
import { expect, test } from "vitest";
import type { ReceivedEnvelope, ReceivedPayload } from "./receive/received.ts";
import { smartreceive } from "./smartreceive.ts";

test.each(loadVectors())("$name: $description", async (vector) => {
  const got = await receive(vector);
  const accepted = [vector.expect, ...(vector.also_accept ?? [])];
  const matching = accepted.filter((expectation) => matches(expectation, got));
  expect(matching, JSON.stringify(canonical(got))).not.toEqual([]);
});

type Outcome = ReceivedEnvelope | NatsBridgeError;

async function receive({ envelope_base64, files }: Vector): Promise<Outcome> {
  const download = async (url: string) => {
    const file = files?.[url];
    if (file === undefined) throw new Error(`no file at ${url}`);
    return Buffer.from(file, "base64");
  };
  try {
    return await smartreceive(Buffer.from(envelope_base64, "base64"), {
      fileserver_download_handler: download,
    });
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) return error;
    throw error;
  }
}

function matches(expectation: VectorExpectation, got: Outcome): boolean {
  if (NatsBridgeError.isInstance(got)) {
    return got.code === expectation.error && got.message.includes(expectation.names ?? "");
  }
  if (expectation.ok !== true) return false;
  const fields = Object.entries(expectation.envelope ?? {});
  const received = got as unknown as Record<string, unknown>;
  const envelope = fields.every(([name, value]) => same(received[name], value));
  return envelope && same(canonical(got), expectation.payloads?.map(withoutTable));
}

function same(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}

function canonical(got: Outcome): unknown {
  if (NatsBridgeError.isInstance(got)) return { error: got.code, message: got.message };
  return got.payloads.map(canonicalPayload);
}

function canonicalPayload([dataname, data, type]: ReceivedPayload): VectorPayload {
  if (type === "text") return { dataname, type, text: data };
  if (type === "arrowtable") return { dataname, type };
  if (type === "dictionary" || type === "jsontable") {
    const depth = nestingDepth(data);
    return depth > 1000
      ? { dataname, type, depth }
      : { dataname, type, value: canonicalJson(data) };
  }
  const sha256 = createHash("sha256").update(data).digest("hex");
  return { dataname, type, len: data.byteLength, sha256 };
}

/** Cells of tables are compared beside the Arrow codec. */
function withoutTable({ table, ...payload }: VectorPayload): VectorPayload {
  return payload;
}
