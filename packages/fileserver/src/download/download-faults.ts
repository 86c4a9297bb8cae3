import { NatsBridgeError } from "@natsbridge/schema/base";

/** A one-shot file is gone once a download of it has broken: then the first fault is the reason. */
export function definiteError(
  fault: NatsBridgeError,
  firstFault: NatsBridgeError | undefined,
): NatsBridgeError {
  if (fault.code !== "link_gone" || firstFault === undefined) return fault;
  return new NatsBridgeError({
    code: "link_gone",
    message: `${fault.message}; an earlier attempt had failed (${firstFault.message}), and a file that can be read once is gone after that`,
    cause: firstFault,
    details: fault.details,
  });
}

/** The fault of the last attempt. */
export function exhaustedError(
  fault: NatsBridgeError,
  label: string,
  attempts: number,
): NatsBridgeError {
  const tried = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  return new NatsBridgeError({
    code: fault.code === "checksum_mismatch" ? "checksum_mismatch" : "link_unreachable",
    message: `${label} failed after ${tried}: ${fault.message}`,
    cause: fault,
    details: fault.details,
  });
}

/** What was read has been given out, and nothing tells whether the rest would be of the same file. */
export function lostError(fault: NatsBridgeError, position: number): NatsBridgeError {
  return new NatsBridgeError({
    code: "link_unreachable",
    message: `${fault.message}; it cannot go on after ${position} bytes, since neither a strong ETag of the server nor a checksum tells whether the rest is of the same file`,
    cause: fault,
    details: fault.details,
  });
}
