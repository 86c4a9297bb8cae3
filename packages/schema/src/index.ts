export type { PayloadType } from "./constants.ts";
export {
  DEFAULT_BROKER_URL,
  DEFAULT_FILESERVER_URL,
  DEFAULT_MAX_PAYLOAD,
  DEFAULT_SIZE_THRESHOLD,
  isPayloadType,
  MSG_PURPOSES,
  PAYLOAD_TYPES,
} from "./constants.ts";
export type { EnvelopeHeader, MsgEnvelopeV1, ReadEnvelopeV1 } from "./envelope.ts";
export { envelopeSchema, writtenEnvelopeSchema } from "./envelope.ts";
export type { EnvelopeIssue } from "./envelope-issue.ts";
export type {
  NatsBridgeErrorCode,
  NatsBridgeErrorDetails,
  NatsBridgeErrorInit,
} from "./errors.ts";
export { ERROR_CODES, NatsBridgeError } from "./errors.ts";
export type { LogFields, Logger } from "./log.ts";
export { escapeControls, formatLogLine } from "./log.ts";
export type { Metadata } from "./metadata.ts";
export { parseEnvelope } from "./parse-envelope.ts";
export { formatPath } from "./path.ts";
export type { MsgPayloadV1, PayloadTransport, ReadPayloadV1 } from "./payload.ts";
export { payloadSchema, writtenPayloadSchema } from "./payload.ts";
export { redactUrl, stripCredentials } from "./redact.ts";
