import type { NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope, ReceivedEnvelope } from "natsbridge";
import type { Incoming } from "./incoming.ts";
import { printMessage } from "./print-message.ts";
import { printMessageJson } from "./print-message-json.ts";

/** A message as it was received, or what kept it from that. */
export type Received = LazyEnvelope | ReceivedEnvelope | NatsBridgeError;

/** Shows one message; gives the fault of what could not be shown. */
export type MessagePrinter = (
  message: Pick<Incoming, "subject" | "data" | "headers" | "stored">,
  received: Received,
) => Promise<NatsBridgeError | undefined>;

/** How messages are shown. */
export interface PrintOptions {
  readonly json?: boolean | undefined;
  /** Folder that payloads are saved into. */
  readonly out?: string | undefined;
  readonly force?: true | undefined;
  /** Name of the payloads wanted. Default: all. */
  readonly select?: string | undefined;
  readonly full?: true | undefined;
  /** Links are named and not followed. */
  readonly stays?: true | undefined;
}

/** The way that the flags ask for. */
export function messagePrinter(options: PrintOptions): MessagePrinter {
  const print = options.json ? printMessageJson : printMessage;
  return (message, received) => print(message, received, options);
}
