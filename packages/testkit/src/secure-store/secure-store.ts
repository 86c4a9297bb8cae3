/** A store, as far as these cases use one. */
export interface SecureStore {
  upload(
    name: string,
    body: Uint8Array | ReadableStream<Uint8Array>,
    options?: { readonly size?: number },
  ): Promise<{ readonly url: string }>;
  download(url: string): Promise<{ readonly body: ReadableStream<Uint8Array> }>;
  remove?(file: { readonly url: string }): Promise<void>;
}

/** A kind of store, and the server that it talks to. */
export interface SecureStoreSetup<Settings extends object> {
  /** Port on this machine of the store's server, which speaks HTTP. */
  readonly port: number;
  /** Settings of the store at an address, with `secret` among its headers. */
  settings(url: string): Settings;
  create(settings: Settings & { readonly fetch?: typeof fetch }): SecureStore;
  /** The same `create`, for another process: the URL of its module and its name. */
  readonly exported: { readonly module: string; readonly name: string };
  /** The header that the gate in front of the server asks for. */
  readonly secret: readonly [name: string, value: string];
  /** Whatever else must appear nowhere. */
  readonly secrets: readonly string[];
}
