import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream } from "../jetstream/jetstream-api.ts";
import { placeOf } from "../jetstream/jetstream-place.ts";
import type { ConsumeMessagesOptions } from "./consume-options.ts";

/** Time in which further gaps are put together, in ms. */
const QUIET = 60_000;

interface Gap {
  readonly from: number;
  readonly to: number;
}

interface StreamInfo {
  readonly config: {
    readonly retention?: string;
    readonly max_age?: number;
    readonly max_msgs?: number;
    readonly max_bytes?: number;
    readonly max_msgs_per_subject?: number;
    readonly allow_msg_ttl?: boolean;
    readonly allow_rollup_hdrs?: boolean;
  };
  readonly state: { readonly first_seq: number };
}

/**
 * Tells of messages that an ordered consumption was not given though the stream should have them: neither a filter nor a
 * limit of the stream explains it. Asks the server, which delays no message; gaps within a minute are told together.
 */
export class SequenceGaps {
  readonly #connection: NatsConnection;
  readonly #options: ConsumeMessagesOptions;
  readonly #isFiltered: boolean;
  #gaps: Gap[] = [];
  #asking: Promise<void> | undefined;
  #said = Number.NEGATIVE_INFINITY;

  constructor(connection: NatsConnection, options: ConsumeMessagesOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#isFiltered = (options.filter_subjects?.length ?? 0) > 0;
  }

  /** A message came after another one of the same stream. */
  follow(last: number, next: number): void {
    if (last === 0 || next <= last + 1 || this.#isFiltered) return;
    this.#gaps.push({ from: last + 1, to: next - 1 });
    if (performance.now() - this.#said >= QUIET) void this.#look();
  }

  /** Tells what is left. Never rejects. */
  async end(): Promise<void> {
    await this.#asking;
    await this.#look();
  }

  #look(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    if (this.#gaps.length === 0) return;
    const { stream } = this.#options;
    const what = `STREAM.INFO.${stream}`;
    const info = await askJetStream<StreamInfo>(
      this.#connection,
      what,
      undefined,
      placeOf(this.#options),
    ).catch(() => undefined);
    const gaps = this.#gaps.splice(0);
    // Where nobody may ask, nothing is known of its limits.
    const lost = info === undefined ? [] : gaps.filter((gap) => !isExplainedBy(info, gap));
    if (lost.length === 0) return;
    this.#said = performance.now();
    const description = `${describe(lost)} of stream "${stream}" did not come, and neither a filter nor a limit of the stream explains it: they were deleted, or lost`;
    this.#options.on_status?.({ type: "sequence_gap", description });
  }
}

function isExplainedBy({ config, state }: StreamInfo, { to }: Gap): boolean {
  const { retention = "limits", max_age = 0, max_msgs = -1, max_bytes = -1 } = config;
  const { max_msgs_per_subject = -1, allow_msg_ttl, allow_rollup_hdrs } = config;
  if (retention !== "limits" || max_msgs_per_subject > 0) return true;
  if (allow_msg_ttl === true || allow_rollup_hdrs === true) return true;
  // These take from the beginning only.
  const isLimited = max_age > 0 || max_msgs > 0 || max_bytes > 0;
  return isLimited && to < state.first_seq;
}

function describe(gaps: readonly Gap[]): string {
  const [{ from, to } = { from: 0, to: 0 }] = gaps;
  if (gaps.length === 1) return from === to ? `Message ${from}` : `Messages ${from} to ${to}`;
  const count = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
  return `${count.toLocaleString("en-US")} messages in ${gaps.length} gaps from ${from} to ${gaps.at(-1)?.to}`;
}
