/** One fault of an envelope: where it is and what is wrong there. */
export interface EnvelopeIssue {
  /** For example `payloads[0].data`; empty for the message as a whole. */
  readonly path: string;
  readonly message: string;
}
