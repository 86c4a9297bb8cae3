export type { PayloadType } from "./base/constants.ts";
export {
  DEFAULT_BROKER_URL,
  DEFAULT_FILESERVER_URL,
  DEFAULT_MAX_PAYLOAD,
  DEFAULT_SIZE_THRESHOLD,
  isPayloadType,
  MAX_PAYLOADS,
  MSG_PURPOSES,
  PAYLOAD_TYPES,
} from "./base/constants.ts";
export type { EnvelopeIssue } from "./base/envelope-issue.ts";
export type {
  NatsBridgeErrorCode,
  NatsBridgeErrorDetails,
  NatsBridgeErrorInit,
} from "./base/errors.ts";
export { ERROR_CODES, NatsBridgeError } from "./base/errors.ts";
export type { LogFields, Logger } from "./base/log.ts";
export { formatLogLine } from "./base/log.ts";
export { escapeControls } from "./base/text/escape-controls.ts";
export { formatPath } from "./base/text/path.ts";
export { redactLink, redactUrl } from "./base/text/redact.ts";
export type { Deviation } from "./deviations.ts";
export { deviations } from "./deviations.ts";
export type { EnvelopeHeader, MsgEnvelopeV1, ReadEnvelopeV1 } from "./envelope.ts";
export { envelopeSchema, writtenEnvelopeSchema } from "./envelope.ts";
export type { Metadata } from "./metadata.ts";
export { parseEnvelope } from "./parse-envelope.ts";
export type { MsgPayloadV1, PayloadTransport, ReadPayloadV1 } from "./payload.ts";
export { payloadSchema, writtenPayloadSchema } from "./payload.ts";
