import { direct, type HostileMessage, link, messageOf, SECRET } from "./hostile-case.ts";

/** Moves the cursor, forges a line, turns a line round, and is long. */
const UGLY = `\u001b[31m\r\n[forged] \u2028\u202e\u0000${"x".repeat(5_000)}`;

const text = (error: HostileMessage["error"], message: () => object): HostileMessage => ({
  error,
  message,
});
const payload = (error: string, more: object) => text(error, () => messageOf([direct(more)]));

/** Foreign texts: one short line of each in errors and logs. By the name of the case. */
export const TEXT_MESSAGES: Readonly<Record<string, HostileMessage>> = {
  "an ugly type": payload("unsupported_type", { payload_type: UGLY }),
  "an ugly transport": payload("invalid_envelope", { transport: UGLY }),
  "an ugly encoding": payload("decode_error", { encoding: UGLY }),
  "an ugly dataname": payload("checksum_mismatch", { dataname: UGLY, size: 7 }),
  "an ugly checksum": payload("checksum_mismatch", { metadata: { checksum: UGLY } }),
  "ugly ids": text("checksum_mismatch", () =>
    messageOf([direct({ id: UGLY, size: 7 })], {
      correlation_id: UGLY,
      msg_id: UGLY,
      sender_name: UGLY,
      sender_id: UGLY,
      send_to: UGLY,
    }),
  ),
  "an ugly link": {
    ...text("link_forbidden", () => messageOf([link(`http://h.example/${UGLY}${SECRET}`)])),
    transport: "link",
  },
  "an ugly host in a link": {
    ...text("link_forbidden", () => messageOf([link(`http://${UGLY}/${SECRET}`)])),
    transport: "link",
  },
  "long ids of 2,000 payloads": text("checksum_mismatch", () =>
    messageOf(
      Array.from({ length: 2_000 }, (_, index) => direct(index === 1_999 ? { size: 7 } : {})),
      { correlation_id: "i".repeat(50_000), msg_id: "i".repeat(50_000) },
    ),
  ),
};
