import type { NatsBridgeError } from "@natsbridge/schema";
import type { Incoming } from "./incoming.ts";
import { printMessage } from "./print-message.ts";
import { printMessageJson } from "./print-message-json.ts";
import type { PrintOptions, Received } from "./print-options.ts";

/** Shows one message; gives the fault of what could not be shown. */
export type MessagePrinter = (
  message: Pick<Incoming, "subject" | "data" | "headers" | "stored">,
  received: Received,
  forbidden?: NatsBridgeError,
) => Promise<NatsBridgeError | undefined>;

/** The way that the flags ask for. */
export function messagePrinter(options: PrintOptions): MessagePrinter {
  const print = options.json ? printMessageJson : printMessage;
  return (message, received, forbidden) => print(message, received, { ...options, forbidden });
}
