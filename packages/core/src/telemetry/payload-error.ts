import {
  escapeControls,
  messageOf,
  NatsBridgeError,
  type NatsBridgeErrorCode,
} from "@natsbridge/schema/base";

/** Which payload of a message an error is about. */
export interface PayloadPosition {
  readonly index: number;
  readonly dataname: string;
}

const SHOWN_NAME = 60;

/** What to do about an error of a payload, where its own text cannot know. */
const WAY_OUT: Partial<Record<NatsBridgeErrorCode, string>> = {
  unsupported_type: "Have one of these sent, or read with a newer version",
  checksum_mismatch: "Have it sent again",
  decode_error:
    "The sender wrote other bytes than payload_type says: have that mended, or read them with lazy and bytes()",
  link_gone:
    "It was removed, has expired, or could be read once only: have it sent again, with a longer time to live",
  link_unreachable: "See that the file server runs and can be reached, and try again",
  link_too_large: "Raise that limit, or read the payload as a stream with lazy",
  link_refused: "If the file server wants credentials, give its store in fileservers",
  invalid_payload: "Nothing was sent: mend the value, or send it as another type",
};

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
  const kind = known?.code ?? code;
  // Where an option is named, that is the way out.
  const wayOut = known?.details.option === undefined ? WAY_OUT[kind] : undefined;
  return new NatsBridgeError({
    code: kind,
    message: `${describePayload(position)}: ${reason}${wayOut === undefined ? "" : `. ${wayOut}`}`,
    isRetryable: known?.isRetryable,
    cause: known ? known.cause : error,
    details: { ...known?.details, dataname: position.dataname, index: position.index },
  });
}
