import { expect, test } from "vitest";
import type { SeenMessage } from "../message/seen-message.ts";
import { exchangeOf } from "./exchange.ts";

const base = {
  headers: [],
  data: new Uint8Array(),
  payloads: [],
  correlation: "c",
  receiver: "",
  fields: {},
};
const messages: SeenMessage[] = [
  {
    ...base,
    id: 1,
    at: new Date(0),
    subject: "orders",
    purpose: "chat",
    sender: "shop",
    msgId: "a",
    replyTo: "",
  },
  {
    ...base,
    id: 2,
    at: new Date(5),
    subject: "orders",
    purpose: "chat",
    sender: "shop",
    msgId: "a",
    replyTo: "",
  },
  {
    ...base,
    id: 3,
    at: new Date(40),
    subject: "_INBOX.1",
    purpose: "NACK",
    sender: "store",
    msgId: "b",
    replyTo: "a",
  },
  {
    ...base,
    id: 4,
    at: new Date(50),
    subject: "_INBOX.1",
    purpose: "ACK",
    sender: "store",
    msgId: "c",
    replyTo: "a",
  },
];

test("a conversation has its participants, who says what to whom, redeliveries and the times between", () => {
  const { participants, arrows } = exchangeOf(messages);
  expect(participants).toEqual(["shop", "orders", "store"]);
  expect(arrows.map(({ from, to, after, kind }) => [from, to, after, kind])).toEqual([
    [0, 1, 0, "request"],
    [0, 1, 5, "again"],
    [2, 0, 35, "nack"],
    [2, 0, 10, "ack"],
  ]);
});
