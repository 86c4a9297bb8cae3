import { escapeControls, NatsBridgeError, type NatsBridgeErrorCode } from "@natsbridge/schema";
import { messageOf } from "@natsbridge/schema/base";

/** Which payload of a message an error is about. */
export interface PayloadPosition {
  readonly index: number;
  readonly dataname: string;
}

const SHOWN_NAME = 60;

/** `payload 2 "photo"`, fit for a message whatever the name holds. */
export function describePayload({ index, dataname }: PayloadPosition): string {
  const name = dataname.length > SHOWN_NAME ? `${dataname.slice(0, SHOWN_NAME)}…` : dataname;
  return `Payload ${index} "${escapeControls(name)}"`;
}

/** Names the payload in front of an error's message, unless it is named already; anything foreign becomes `code`. */
export function payloadError(
  error: unknown,
  position: PayloadPosition,
  code: NatsBridgeErrorCode,
): NatsBridgeError {
  const known = NatsBridgeError.isInstance(error) ? error : undefined;
  if (known?.details.index !== undefined) return known;
  const reason = messageOf(error);
  return new NatsBridgeError({
    code: known?.code ?? code,
    message: `${describePayload(position)}: ${reason}`,
    isRetryable: known?.isRetryable,
    cause: known ? known.cause : error,
    details: { ...known?.details, dataname: position.dataname, index: position.index },
  });
}
