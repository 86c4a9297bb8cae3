import { randomBytes } from "node:crypto";
import type { SendPayload } from "@natsbridge/core";
import { makePng } from "./make-png.ts";
import { makeWav } from "./make-wav.ts";

/** One message of the demo. */
export interface Scenario {
  readonly title: string;
  readonly subject: string;
  readonly payloads: readonly SendPayload[];
}

const MILLION = 1_000_000;

/** The five scenarios. Each is made when its turn comes, so that a million rows do not wait in memory. */
export function* scenarios(): Generator<Scenario> {
  yield {
    title: "1 Command and control: a small dictionary",
    subject: "control",
    payloads: [["config", { step_size: 0.01 }, "dictionary"]],
  };
  yield {
    title: "2 Deep dive: a table of 1,000,000 rows",
    subject: "analysis",
    payloads: [["table_data", analysisRows(MILLION), "arrowtable"]],
  };
  yield {
    title: "3 Chat: text and a picture",
    subject: "chat",
    payloads: [
      ["text", "Hello! Grüße! 你好! 👋", "text"],
      ["image", makePng(320, 200, (x, y) => [x % 256, y, (x * y) % 256]), "image"],
    ],
  };
  yield {
    title: "4 JSON table",
    subject: "data",
    payloads: [["users", users(2), "jsontable"]],
  };
  yield { title: "5 Size selection: below the limit", subject: "sizes", payloads: small() };
  for (const payload of large()) {
    yield { title: "5 Size selection: above the limit", subject: "sizes", payloads: [payload] };
  }
}

function small(): SendPayload[] {
  return [
    ["small text", "A short note", "text"],
    ["small dictionary", { on: true, list: [1, 2, 3], nested: { empty: null } }, "dictionary"],
    ["small arrowtable", analysisRows(1000), "arrowtable"],
    ["small jsontable", users(100), "jsontable"],
    ["small image", makePng(64, 64, (x, y) => [x * 4, y * 4, 128]), "image"],
    ["small audio", makeWav(0.25), "audio"],
    ["small video", randomBytes(20_000), "video"],
    ["small binary", randomBytes(20_000), "binary"],
  ];
}

function* large(): Generator<SendPayload> {
  yield ["large text", "Ä long text. ".repeat(120_000), "text"];
  yield [
    "large dictionary",
    { readings: Array.from({ length: 150_000 }, (_, at) => at / 8) },
    "dictionary",
  ];
  yield ["large arrowtable", analysisRows(100_000), "arrowtable"];
  yield ["large jsontable", users(40_000), "jsontable"];
  yield ["large image", makePng(700, 700, () => randomPixel()), "image"];
  yield ["large audio", makeWav(15), "audio"];
  yield ["large video", randomBytes(3_000_000), "video"];
  yield ["large binary", randomBytes(3_000_000), "binary"];
}

function analysisRows(count: number): { id: number; value: number }[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, value: Math.random() }));
}

function users(count: number): { id: number; name: string }[] {
  return Array.from({ length: count }, (_, at) => ({ id: at + 1, name: at % 2 ? "Bob" : "Alice" }));
}

function randomPixel(): [number, number, number] {
  const bits = Math.floor(Math.random() * 0x1000000);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}
