import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jsonSchemas } from "./json-schema.ts";

const schemas = jsonSchemas();

test("there is a file for what is written and one for what is read", () => {
  expect(Object.keys(schemas)).toEqual([
    "envelope.schema.json",
    "envelope.read.schema.json",
    "payload.schema.json",
    "payload.read.schema.json",
  ]);
});

test.each(Object.entries(schemas))(
  "%s is current (`pnpm generate` in packages/schema writes it)",
  (name, schema) => {
    const file = readFileSync(new URL(`../schemas/${name}`, import.meta.url), "utf8");
    expect(JSON.parse(file)).toEqual(schema);
  },
);

test("what is read asks for the required fields only", () => {
  const read = schemas["envelope.read.schema.json"] ?? {};
  expect(read.required).toEqual(["correlation_id", "msg_id", "payloads"]);
  expect(schemas["payload.read.schema.json"]?.required).toEqual([
    "payload_type",
    "transport",
    "data",
  ]);
});
