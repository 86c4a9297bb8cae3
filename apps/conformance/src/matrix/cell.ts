import type { PayloadType } from "@natsbridge/schema";
import type { Case } from "../cases/case.ts";
import {
  type PeerName,
  type Receiver,
  SIZES,
  type Size,
  TRANSPORTS,
  type Transport,
  TYPES,
} from "../cases/dimensions.ts";

/** One kind of message. */
export interface Kind {
  readonly type: PayloadType;
  readonly transport: Transport;
  readonly size: Size;
}

/** Every kind of message, in the order of the report. */
export const KINDS: readonly Kind[] = TYPES.flatMap((type) =>
  TRANSPORTS.flatMap((transport) => SIZES.map((size) => ({ type, transport, size }))),
);

export function matrixCase(sender: PeerName, receiver: Receiver, kind: Kind): Case {
  const detail = `${kind.type} ${kind.transport} ${kind.size}`;
  return { section: "matrix", row: sender, column: receiver, detail };
}
