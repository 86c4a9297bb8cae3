import type { NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope, ReceivedEnvelope } from "natsbridge";

/** A message as it was received, or what kept it from that. */
export type Received = LazyEnvelope | ReceivedEnvelope | NatsBridgeError;

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
  /** Why links may not be followed; each is told so. */
  readonly forbidden?: NatsBridgeError | undefined;
}
