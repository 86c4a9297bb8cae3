/** Why a request got no answer. */
export interface NetworkFault {
  /** For messages, without the URL. */
  readonly text: string;
  /** Whether a later attempt can only end the same. */
  readonly isFinal: boolean;
}
