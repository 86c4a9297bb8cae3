import { HOSTILE_FILE_BYTES } from "testkit";
import type { JobOptions } from "../../worker/job.ts";
import { type HostileMessage, link, messageOf, SECRET } from "./hostile-case.ts";

/** Links to a server that answers so. */
function answered(
  how: string,
  error: HostileMessage["error"],
  { links = 1, options = {}, asked }: { links?: number; options?: JobOptions; asked?: number } = {},
): HostileMessage {
  return {
    error,
    message: ({ http, key }) => {
      const url = `${http}/${encodeURIComponent(how)}/${key}/${SECRET}`;
      const one = link(url, { payload_type: "binary" });
      return messageOf(Array.from({ length: links }, () => one));
    },
    options: ({ http }) => ({
      allowed_link_origins: [http],
      max_retries: 2,
      base_delay: 1,
      max_delay: 2,
      ...options,
    }),
    transport: "link",
    ...(asked !== undefined && { asked }),
  };
}

/** A page is given what its browser has decoded, and never learns how it was encoded: the checksum decides there. */
const WRONG_BYTES: Partial<HostileMessage> = {
  inPage: ["link_unreachable", "checksum_mismatch"],
};

/** What servers do. By the name of the case. */
export const ANSWER_MESSAGES: Readonly<Record<string, HostileMessage>> = {
  "an answer that trickles": {
    ...answered("trickle", "link_unreachable", { options: { max_retries: 5 }, asked: 1 }),
    isSlow: true,
  },
  "an answer that changes the protocol": answered("upgrade", "link_unreachable", {
    // Together the waits for heads would outlast this case.
    options: { max_retries: 10 },
  }),
  "an answer that changes the protocol and ends": answered("upgrade and end", "link_unreachable"),
  "a connection closed without a word": answered("wordless", "link_unreachable"),
  "half the head of an answer": {
    ...answered("half a head", "link_unreachable"),
    inPage: ["link_refused"],
  },
  "an answer that is no HTTP": answered("garbage", "link_unreachable"),
  "an answer with a head of 2 MB": answered("long head", "link_unreachable"),
  "an answer cut short": answered("short", "link_unreachable"),
  "an answer without an end": answered("endless", "link_too_large", {
    options: { max_download_bytes: 100_000 },
    asked: 1,
  }),
  "an unknown encoding": withChecksum(answered("unknown encoding", "link_refused")),
  "an encoding applied twice": withChecksum(answered("doubled encoding", "link_refused")),
  "two encodings": withChecksum(answered("encoding twice", "link_refused")),
  "an encoding that makes 50 MB of 50 kB": {
    ...answered("bomb", ["link_too_large", "link_refused"], {
      options: { max_download_bytes: 1_000_000 },
    }),
    inPage: ["link_unreachable"],
  },
  "a file over max_download_bytes": answered("file", "link_too_large", {
    options: { max_download_bytes: HOSTILE_FILE_BYTES - 1 },
  }),
  "links that are together over max_message_bytes": answered("small", "link_too_large", {
    links: 4,
    options: { max_download_bytes: 20_000, max_message_bytes: 35_000 },
  }),
};

function withChecksum(message: HostileMessage): HostileMessage {
  const metadata = { checksum: "0".repeat(64) };
  return {
    ...message,
    ...WRONG_BYTES,
    message: async (place) => {
      const given = await message.message(place);
      const { payloads } = given as { payloads: object[] };
      return { ...given, payloads: payloads.map((payload) => ({ ...payload, metadata })) };
    },
  };
}
