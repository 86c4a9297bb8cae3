import { NatsBridgeError } from "@natsbridge/schema/base";

/** What the links of one message may hold together. */
export interface MessageBudget {
  /** The claim of one file: told how many bytes of it are held, or will be. @throws NatsBridgeError `link_too_large`. */
  claim(): (bytes: number) => void;
}

/** @param max_bytes Bytes of all files together (`max_message_bytes`). */
export function createMessageBudget(max_bytes: number): MessageBudget {
  let held = 0;
  return {
    claim() {
      let claimed = 0;
      return (bytes) => {
        const more = bytes - claimed;
        if (more <= 0) return;
        held += more;
        claimed = bytes;
        if (held <= max_bytes) return;
        throw new NatsBridgeError({
          code: "link_too_large",
          message: `the links of this message hold more than ${max_bytes} bytes together (max_message_bytes); raise it, or read with lazy: true`,
          details: { option: "max_message_bytes" },
        });
      };
    },
  };
}
