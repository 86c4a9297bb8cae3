/** What `#sha256` is in each build: SHA-256 at once, for short texts. */
export type Sha256Text = (text: string) => string;
