import type { Suite } from "../benchmark.ts";
import { answeredMessages } from "./answered-messages.ts";
import { openConnections } from "./connections.ts";
import { directMessages } from "./direct-messages.ts";
import { storedMessages } from "./stored-messages.ts";

/** Messages against the plain NATS client, and against the code that the original specification shows. */
export const messages: Suite = {
  name: "messages",
  async prepare() {
    const connections = await openConnections();
    return {
      benchmarks: [
        ...(await directMessages(connections)),
        ...(await answeredMessages(connections)),
        ...(await storedMessages(connections)),
      ],
      close: () => connections.close(),
    };
  },
};
