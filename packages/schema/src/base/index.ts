export { sha256Text } from "#sha256";
export { assertRuntime } from "./assert-runtime.ts";
export type { PayloadType } from "./constants.ts";
export {
  DEFAULT_BROKER_URL,
  DEFAULT_FILESERVER_URL,
  DEFAULT_MAX_PAYLOAD,
  DEFAULT_SIZE_THRESHOLD,
  isPayloadType,
  MAX_PAYLOADS,
  PAYLOAD_TYPES,
} from "./constants.ts";
export type { EnvelopeIssue } from "./envelope-issue.ts";
export type {
  NatsBridgeErrorCode,
  NatsBridgeErrorDetails,
  NatsBridgeErrorInit,
} from "./errors.ts";
export { ERROR_CODES, NatsBridgeError } from "./errors.ts";
export { hasProcess } from "./has-process.ts";
export type { LogFields, Logger } from "./log.ts";
export { formatLogLine } from "./log.ts";
export { nodeVersion } from "./node-version.ts";
export type { NumberBounds } from "./options/check-option.ts";
export {
  booleanOption,
  bytesOption,
  choiceOption,
  durationOption,
  filledTextOption,
  functionOption,
  isGiven,
  listOption,
  objectOption,
  requiredText,
  textOption,
  wholeNumberOption,
} from "./options/check-option.ts";
export { environmentVariable } from "./options/environment.ts";
export { baseUrl, httpUrl } from "./options/http-url.ts";
export { invalidConfig } from "./options/invalid-config.ts";
export type { OptionNames } from "./options/known-options.ts";
export { assertKnownOptions } from "./options/known-options.ts";
export { loggerOption } from "./options/logger-option.ts";
export { messageIdOption } from "./options/message-id.ts";
export { signalOption } from "./options/signal-option.ts";
export { pageLocation } from "./page-location.ts";
export { partLoader } from "./part-loader.ts";
export { quietly } from "./quietly.ts";
export { randomId } from "./random-id.ts";
export { describeFault } from "./text/describe-fault.ts";
export { errorText, foreignText } from "./text/error-text.ts";
export { escapeControls } from "./text/escape-controls.ts";
export { messageOf } from "./text/message-of.ts";
export { formatPath } from "./text/path.ts";
export { redactLink, redactUrl } from "./text/redact.ts";
export { utf8Length } from "./text/utf8-length.ts";
export { abortedError, throwIfAborted } from "./time/aborted.ts";
export { anySignal } from "./time/any-signal.ts";
export type { Backoff, BackoffOptions } from "./time/backoff.ts";
export { backoffDelay, resolveBackoff } from "./time/backoff.ts";
export { concurrently } from "./time/concurrently.ts";
export type { Interruption, Limits } from "./time/deadline.ts";
export { untilDeadline } from "./time/deadline.ts";
export { EventQueue } from "./time/event-queue.ts";
export type { IdleTimer } from "./time/idle-timer.ts";
export { createIdleTimer } from "./time/idle-timer.ts";
export { timerDelay } from "./time/longest-timer.ts";
export { mapInOrder } from "./time/map-in-order.ts";
export { nextTurn } from "./time/next-turn.ts";
export { OVER } from "./time/over.ts";
export { pause } from "./time/pause.ts";
export { retry } from "./time/retry.ts";
export { settleWithin } from "./time/settle-within.ts";
export { timestamp } from "./time/timestamp.ts";
export { untilAborted } from "./time/until-aborted.ts";
export { warnProgram } from "./warn-program.ts";
