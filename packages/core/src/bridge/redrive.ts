import {
  assertKnownOptions,
  functionOption,
  invalidConfig,
  messageOf,
  NatsBridgeError,
  type OptionNames,
  requiredText,
  signalOption,
  textOption,
} from "@natsbridge/schema/base";
import {
  assertPlace,
  assertSubscribeSubject,
  deleteStored,
  type JetStreamPlace,
  type NatsConnection,
  type PubAck,
  publishMessage,
  type StoredMessage,
  storedMessages,
} from "@natsbridge/transport";
import { DEAD_LETTER_HEADERS } from "../consume/dead-letter-headers.ts";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import { isGone } from "./is-gone.ts";

/** Options of `NATSBridge.redrive`. */
export interface RedriveOptions extends JetStreamPlace {
  /** Stream that holds the dead letters. */
  readonly stream: string;
  /** Pattern of the subjects they may go back to, such as `"orders.>"`: the header that says where is its publisher's word. */
  readonly to: string;
  /** Only letters on these subjects. Default: all of the stream. */
  readonly filter?: string | undefined;
  /** Mends the body of a letter; undefined leaves the letter where it is. */
  readonly edit?:
    | ((body: Uint8Array, letter: StoredMessage) => Uint8Array | string | undefined)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

const KNOWN: OptionNames<RedriveOptions> = {
  stream: true,
  to: true,
  filter: true,
  edit: true,
  signal: true,
  domain: true,
  api_prefix: true,
};

/** What became of the dead letters. */
export interface Redriven {
  /** Stored again, and taken out of the stream of dead letters. */
  readonly redriven: readonly {
    readonly seq: number;
    readonly subject: string;
    readonly pub_ack: PubAck;
  }[];
  /** Left where they are, and why. */
  readonly kept: readonly { readonly seq: number; readonly reason: string }[];
}

/** Publishes dead letters to where they came from, one after the other; see `NATSBridge.redrive`. */
export async function redriveLetters(
  connection: NatsConnection,
  options: RedriveOptions,
  settings: ReceiveSettings,
): Promise<Redriven> {
  assertKnownOptions("redrive options", options, KNOWN);
  signalOption("signal", options.signal);
  const stream = requiredText("stream", options.stream, "the name of a stream");
  const to = requiredText("to", options.to, "a pattern of subjects");
  const filter = textOption("filter", options.filter, ">");
  functionOption("edit", options.edit);
  assertPlace(options);
  assertSubscribeSubject(to);
  if (to.startsWith("$")) throw invalidConfig("to", "no subject of the server itself", to);
  const redriven: Redriven["redriven"][number][] = [];
  const kept: Redriven["kept"][number][] = [];
  for await (const letter of storedMessages(connection, stream, filter, options)) {
    if (options.signal?.aborted) break;
    try {
      const subject = targetOf(letter, to);
      const pub_ack = await again(connection, stream, subject, letter, { ...options, settings });
      await deleteStored(connection, stream, letter.seq, options);
      redriven.push({ seq: letter.seq, subject, pub_ack });
    } catch (error) {
      kept.push({ seq: letter.seq, reason: messageOf(error) });
    }
  }
  return { redriven, kept };
}

async function again(
  connection: NatsConnection,
  stream: string,
  subject: string,
  letter: StoredMessage,
  { edit, settings }: RedriveOptions & { readonly settings: ReceiveSettings },
): Promise<PubAck> {
  if (letter.data.length === 0) {
    const from = letter.headers.get(DEAD_LETTER_HEADERS.stream);
    const seq = letter.headers.get(DEAD_LETTER_HEADERS.seq);
    throw refused(`its body was too large to keep: message ${seq} of stream "${from}" has it`);
  }
  const body = edit ? edit(letter.data, letter) : letter.data;
  if (body === undefined) throw refused("edit left it where it is");
  if (await isGone(body, settings)) throw refused("a file that it links to is gone");
  // It may not be a duplicate of the message that was given up.
  const { pub_ack } = await publishMessage(connection, subject, body, "", {
    headers: Object.fromEntries(
      [...letter.headers].filter(([name]) => !/^nats(bridge)?-/i.test(name)),
    ),
    msg_id: `redrive.${stream}.${letter.seq}`,
    jetstream: true,
  });
  if (pub_ack === undefined || pub_ack.duplicate) {
    throw refused(`stream "${pub_ack?.stream}" had it already, as message ${pub_ack?.seq}`);
  }
  return pub_ack;
}

/** Where a letter goes back to. */
function targetOf({ headers }: StoredMessage, to: string): string {
  const subject = headers.get(DEAD_LETTER_HEADERS.subject);
  if (subject === undefined || !headers.has(DEAD_LETTER_HEADERS.code)) {
    throw refused(`it is no dead letter: it has no header ${DEAD_LETTER_HEADERS.subject}`);
  }
  if (subject.startsWith("$") || !isMatch(subject, to)) {
    throw refused(`it says that it came from "${subject}", which does not match "${to}"`);
  }
  return subject;
}

function isMatch(subject: string, pattern: string): boolean {
  const tokens = subject.split(".");
  const wanted = pattern.split(".");
  const isOpen = wanted.at(-1) === ">";
  if (isOpen ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
  return wanted.every((token, index) => token === ">" || token === "*" || token === tokens[index]);
}

function refused(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "rejected", message });
}
