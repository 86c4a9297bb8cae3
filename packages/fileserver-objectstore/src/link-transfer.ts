import {
  abortedError,
  messageOf,
  NatsBridgeError,
  type NatsBridgeErrorCode,
  OVER,
} from "@natsbridge/schema/base";

/** One transfer, tied to its caller's signal. */
export interface Transfer {
  /** Ends with the caller's signal, and when the transfer is released. */
  readonly signal: AbortSignal;
  /** The typed error of whatever ended the transfer: `aborted`, a store's own error, or `code`. */
  asError(error: unknown, code: NatsBridgeErrorCode): NatsBridgeError;
  /** Ends what is left of it and lets go of the caller's signal. */
  release(): void;
}

/** Ties a transfer to its caller's signal. */
export function linkTransfer(what: string, caller: AbortSignal | undefined): Transfer {
  const controller = new AbortController();
  const onAbort = () => controller.abort(caller?.reason);
  caller?.addEventListener("abort", onAbort, { once: true });
  if (caller?.aborted === true) onAbort();
  return {
    signal: controller.signal,
    asError(error, code) {
      if (caller?.aborted === true) return abortedError(what, caller);
      const isTyped = NatsBridgeError.isInstance(error);
      const isOwn = isTyped && /^(link_|upload_failed|permission_denied)/.test(error.code);
      if (isOwn) return error;
      return new NatsBridgeError({
        code,
        message: `${what}: ${messageOf(error)}`,
        isRetryable: !isTyped || error.isRetryable,
        cause: error,
      });
    },
    release() {
      caller?.removeEventListener("abort", onAbort);
      controller.abort(OVER);
    },
  };
}
