import { deserializeData, type PayloadOutput, type TableRow, unshared } from "@natsbridge/codecs";
import type { PayloadType, ReadPayloadV1 } from "@natsbridge/schema";
import { assertKnownOptions, wholeNumberOption } from "@natsbridge/schema/base";
import { saveStream } from "#save-stream";
import type { FetchContext } from "../fetch/fetch-link.ts";
import { payloadError } from "../telemetry/payload-error.ts";
import { payloadBytes } from "./payload-data.ts";
import { readPayload } from "./read-payload.ts";
import { verifiedStream } from "./verified-stream.ts";

/** Options of {@link PayloadHandle.saveTo}. */
export interface SaveOptions {
  /** Permissions of the file. Default: those of the file it replaces, else what the umask leaves. */
  readonly mode?: number | undefined;
}

/**
 * A payload that is fetched when it is asked for.
 *
 * Every method may be called any number of times; each call of a linked payload reads the link anew (a one-shot file
 * is gone after the first). Size and checksum are checked each time: methods that give a whole value reject with
 * `checksum_mismatch`, a stream errors at its end. Errors name the payload.
 */
export class PayloadHandle<Type extends PayloadType = PayloadType> {
  readonly dataname: string;
  /** `table` of older peers is told apart only by its bytes; until then it counts as `arrowtable`. */
  readonly type: Type;
  /** Serialized size in bytes as declared; undefined when the message does not say. */
  readonly size: number | undefined;
  readonly #payload: ReadPayloadV1;
  readonly #index: number;
  readonly #context: FetchContext;

  constructor(payload: ReadPayloadV1, index: number, type: Type, context: FetchContext) {
    this.dataname = payload.dataname;
    this.type = type;
    this.size = payload.size ?? undefined;
    this.#payload = payload;
    this.#index = index;
    this.#context = context;
  }

  /** The value, as the eager `smartreceive` gives it. */
  async value(): Promise<PayloadOutput[Type]> {
    const { value } = await readPayload(this.#payload, this.#index, this.#context);
    return value as PayloadOutput[Type];
  }

  /** The serialized bytes. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#attempt(async () => unshared(await payloadBytes(this.#payload, this.#context)));
  }

  /** The serialized bytes as they come, as slowly as they are read. Cancel it to end the transfer. */
  stream(): ReadableStream<Uint8Array> {
    return verifiedStream(this.#payload, this.#index, this.#context);
  }

  /** The bytes as UTF-8 text, whatever the type. */
  text(): Promise<string> {
    return this.#attempt(async () => deserializeData(await this.bytes(), "text"));
  }

  /** The bytes as JSON, whatever the type. */
  json(): Promise<PayloadOutput["dictionary"]> {
    const { unsafe_integers } = this.#context.settings;
    return this.#attempt(async () =>
      deserializeData(await this.bytes(), "dictionary", { unsafe_integers }),
    );
  }

  /** The bytes as an Arrow table, whatever the type. */
  table(): Promise<PayloadOutput["arrowtable"]> {
    const { max_decoded_bytes } = this.#context.settings;
    return this.#attempt(async () =>
      deserializeData(await this.bytes(), "arrowtable", { max_decoded_bytes }),
    );
  }

  /** The bytes as the rows of an Arrow table, whatever the type. */
  rows(): Promise<TableRow[]> {
    const { max_decoded_bytes } = this.#context.settings;
    return this.#attempt(async () =>
      deserializeData(await this.bytes(), "arrowtable", { max_decoded_bytes, rows: true }),
    );
  }

  /**
   * Writes the bytes to a file, which appears under its name when it is complete and checked; Node only.
   * A file of that name is replaced and keeps its permissions; a new one follows the umask, or `mode` (such as `0o600`).
   * Nobody but its owner can read it before that. After a failure there is no new file.
   */
  async saveTo(path: string, options: SaveOptions = {}): Promise<void> {
    const { signal } = this.#context.settings;
    assertKnownOptions("saveTo options", options, { mode: true });
    const mode = wholeNumberOption("mode", options.mode, undefined, { to: 0o7777 });
    await this.#attempt(() => saveStream(this.stream(), path, signal, mode));
  }

  async #attempt<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      const position = { index: this.#index, dataname: this.dataname };
      throw payloadError(error, position, "decode_error");
    }
  }
}
