/** How much is read of one payload, in bytes, however it is packed; the limits of the libraries where nothing is said. */
export function sizeLimits(maxBytes: number | undefined): {
  readonly max_download_bytes?: number;
  readonly max_decoded_bytes?: number;
} {
  return maxBytes === undefined
    ? {}
    : { max_download_bytes: maxBytes, max_decoded_bytes: maxBytes };
}
