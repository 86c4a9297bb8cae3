import { expect, test } from "vitest";
import type { SeenMessage } from "../message/seen-message.ts";
import { messageFilter } from "./message-filter.ts";

const message: SeenMessage = {
  id: 1,
  at: new Date(0),
  subject: "orders.new",
  data: new Uint8Array(300),
  headers: [["Nats-Msg-Id", "m-1"]],
  purpose: "chat",
  sender: "Web shop",
  receiver: "",
  correlation: "c-1",
  msgId: "m-1",
  replyTo: "",
  payloads: [
    { name: "photo", type: "image", size: 2_000_000, transport: "link" },
    { name: "note", type: "text", size: 10, transport: "direct" },
  ],
  fields: { msg_id: "m-1", sender_id: "shop-7", metadata: { rate: 2, tags: ["a"] } },
};

test.each([
  ["", true],
  ["SHOP", true],
  ["nothing of it", false],
  ["size > 1e6 && type == 'image'", true],
  ["size > 1e6 && type == 'audio'", false],
  ["by == 'link' || bytes < 10", true],
  ["type != 'text'", false],
  ["!(payloads == 2)", false],
  ["bytes / 3 >= 100", true],
  ["subject.startsWith('orders.') && sender.contains('shop')", true],
  ["name.endsWith('oto')", true],
  ["fault == ''", true],
  ["msg_id == 'm-1' && sender_id.endsWith('7')", true],
  ["receiver_name != ''", false],
  ["metadata.rate >= 2 && metadata['tags'] == 'a'", true],
  ["metadata.constructor == ''", true],
  ["headers['Nats-Msg-Id'] == 'm-1'", true],
  ["time >= '1970-01-01' && time < '1970-01-02'", true],
])("%s", (text, expected) => {
  const { matches, fault } = messageFilter(text);
  expect(fault).toBe("");
  expect(matches(message)).toBe(expected);
});

test.each([
  ["colour == 1", 'There is no field "colour"'],
  ["subject ==", "Expected expression"],
  ["constructor.constructor('return 1')()", "Only contains, startsWith, endsWith can be called"],
  ["subject.constructor('x') == 1", "Only contains, startsWith, endsWith can be called"],
  ["__proto__ == 1", 'There is no field "__proto__"'],
  ["(size, 1)", "Compare fields with values"],
  ["subject['length'] > 1", "Compare fields with values"],
])("%s is told as no filter, and nothing is run", (text, why) => {
  const { matches, fault } = messageFilter(text);
  expect(fault).toContain(why);
  expect(matches(message)).toBe(true);
});
