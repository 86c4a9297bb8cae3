import type { NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
import type { Incoming } from "./incoming.ts";
import { printMessage } from "./print-message.ts";
import { printMessageJson } from "./print-message-json.ts";

/** Shows one message, or what kept it from being received; gives the fault of a payload that could not be shown. */
export type MessagePrinter = (
  message: Incoming,
  received: LazyEnvelope | NatsBridgeError,
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
}

/** The way that the flags ask for. */
export function messagePrinter(options: PrintOptions): MessagePrinter {
  const print = options.json ? printMessageJson : printMessage;
  return (message, received) => print(message, received, options);
}
