import { type BridgeOptions, NATSBridge, type Progress, type SendPayload } from "natsbridge";

const MEDIA = ["image", "audio", "video"] as const;

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

/** Receives a message: it can be shown at once, and what is big in it arrives when it does. */
export async function receive(bridge: NATSBridge, message: Uint8Array): Promise<ChatMessage> {
  const parts: ChatPart[] = [];
  try {
    const on_progress = follow(parts);
    const env = await bridge.smartreceive(message, { lazy: true, on_progress });
    for (const [name, handle, type] of env.payloads) {
      parts.push({ name, type, value: handle.value().catch((error) => error) });
    }
    return { from: env.sender_name, parts };
  } catch (error) {
    const value = Promise.resolve(error);
    return { from: "?", parts: [{ name: "unreadable message", type: "text", value }] };
  }
}

/** Sends text and files as one message. */
export function send(bridge: NATSBridge, text: string, files: readonly File[]): ChatMessage {
  const payloads = files.map((file): SendPayload => {
    const media = MEDIA.find((kind) => file.type.startsWith(`${kind}/`));
    return [file.name, file, media ?? "binary"];
  });
  if (text !== "") payloads.unshift(["message", text, "text"]);
  const parts: ChatPart[] = [];
  const sent = bridge.smartsend("chat.agent", payloads, { on_progress: follow(parts) });
  for (const [name, data, type] of payloads) {
    parts.push({ name, type, value: sent.then(() => data).catch((error) => error) });
  }
  return { parts };
}

function follow(parts: readonly ChatPart[]) {
  return (progress: Progress) => {
    for (const part of parts) if (part.name === progress.dataname) part.on_progress?.(progress);
  };
}
