import { type BridgeOptions, NATSBridge, type Progress, type SendPayload } from "natsbridge";

const MEDIA = ["image", "audio", "video"] as const;

/** Who this page is, among all that talk on a subject. */
export const OWN_ID: string = crypto.randomUUID();

/** A payload. Its value comes when it has come, or the Error that it failed with. */
export interface ChatPart {
  readonly name: string;
  readonly type: SendPayload[2];
  readonly value: Promise<unknown>;
  on_progress?: (progress: Progress) => void;
}

/** A message, ours where it is from nobody. */
export interface ChatMessage {
  readonly from?: string;
  readonly parts: ChatPart[];
}

/** Connects, however long that takes, and tells why not yet. From then on the bridge comes back by itself. */
export async function connect(
  options: BridgeOptions,
  tell: (why: string) => void,
): Promise<NATSBridge> {
  return NATSBridge.connect(options).catch(async (error) => {
    tell(error.message);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return connect(options, tell);
  });
}

/** Shows the messages of a subject as they come: at once, and what is big in them arrives when it does. */
export async function receiveAll(
  bridge: NATSBridge,
  subject: string,
  show: (message: ChatMessage) => void,
): Promise<void> {
  const loading = new Set<ChatPart>();
  const messages = bridge.subscribe(subject, {
    lazy: true,
    on_progress: follow(loading),
    on_poison: (error) => show(unreadable(error)),
  });
  for await (const env of messages) {
    // In a room one hears oneself as well.
    if (env.sender_id === OWN_ID) continue;
    const parts = env.payloads.map(([name, handle, type]): ChatPart => {
      const value: Promise<unknown> = handle.value().catch((error) => error);
      const part = { name, type, value };
      loading.add(part);
      void value.then(() => loading.delete(part));
      return part;
    });
    show({ from: env.sender_name, parts });
  }
}

function unreadable(error: Error): ChatMessage {
  const value = Promise.resolve(error);
  return { from: "?", parts: [{ name: "unreadable message", type: "text", value }] };
}

/** Sends text and files as one message. */
export function send(
  bridge: NATSBridge,
  subject: string,
  text: string,
  files: readonly File[],
): ChatMessage {
  const payloads = files.map((file): SendPayload => {
    const media = MEDIA.find((kind) => file.type.startsWith(`${kind}/`));
    return [file.name, file, media ?? "binary"];
  });
  if (text !== "") payloads.unshift(["message", text, "text"]);
  const parts: ChatPart[] = [];
  const sent = bridge.smartsend(subject, payloads, { on_progress: follow(parts) });
  for (const [name, data, type] of payloads) {
    parts.push({ name, type, value: sent.then(() => data).catch((error) => error) });
  }
  return { parts };
}

function follow(parts: Iterable<ChatPart>) {
  return (progress: Progress) => {
    for (const part of parts) if (part.name === progress.dataname) part.on_progress?.(progress);
  };
}
