/** Why a request got no answer. */
export interface NetworkFault {
  /** For messages, without the URL. */
  readonly text: string;
  /** Whether a later attempt can only end the same. */
  readonly isFinal: boolean;
  /** Whether what is wrong is in this process, such as an authority that it does not know: `invalid_config`. */
  readonly isOurs?: boolean;
}
