import { type BridgeOptions, NATSBridge, type ReceivedPayload, type SendPayload } from "natsbridge";

const AGENT = "chat.agent";
const MEDIA = ["image", "audio", "video"] as const;

/** A payload: on its way (`loaded` of `total` bytes), there (`value`), or failed (`error`). */
export interface ChatPart {
  readonly name: string;
  readonly type: ReceivedPayload[2];
  loaded: number;
  total?: number | undefined;
  value?: unknown;
  error?: string;
}

/** A message of either side. */
export interface ChatMessage {
  readonly from: string;
  readonly time: string;
  readonly parts: readonly ChatPart[];
}

/** A conversation with the agent over one connection, which comes back by itself after the broker was gone. */
export class ChatSession {
  status: "connecting" | "online" | "reconnecting" = "connecting";
  readonly messages: ChatMessage[] = [];
  /** Counts the changes of what is shown. */
  version = 0;
  /** Subject that this page listens on. */
  readonly inbox: string;
  readonly #options: BridgeOptions;
  readonly #listeners = new Set<() => void>();
  #bridge: NATSBridge | undefined;

  constructor(options: BridgeOptions, inbox?: string | null) {
    this.#options = options;
    this.inbox = inbox ?? `chat.page.${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  }

  /** Calls `listener` at every change; gives the function that ends this. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, however long that takes, and receives for as long as the page lives. */
  async run(): Promise<void> {
    const wait = () => new Promise<undefined>((resolve) => setTimeout(resolve, 1_000));
    let bridge: NATSBridge | undefined;
    while (!bridge) bridge = await NATSBridge.connect(this.#options).catch(wait);
    this.#bridge = bridge;
    void this.#follow(bridge);
    const messages = bridge.connection.subscribe(this.inbox);
    this.#setStatus("online");
    for await (const { data } of messages) void this.#receive(bridge, data);
  }

  /** Sends text and files as one message; what goes wrong shows in the message. */
  async send(text: string, files: readonly File[]): Promise<void> {
    const payloads = files.map((file): SendPayload => {
      const media = MEDIA.find((kind) => file.type.startsWith(`${kind}/`));
      return [file.name, file, media ?? "binary"];
    });
    if (text !== "") payloads.unshift(["message", text, "text"]);
    const parts = this.#show("You", payloads);
    try {
      if (this.#bridge === undefined) throw new Error("not connected yet");
      await this.#bridge.smartsend(AGENT, payloads, {
        sender_name: "chat page",
        reply_to: this.inbox,
        on_progress: ({ dataname, loaded, total }) =>
          this.#change(
            parts.find(({ name }) => name === dataname),
            { loaded, total },
          ),
      });
      for (const [index, part] of parts.entries()) {
        this.#change(part, { value: payloads[index]?.[1] });
      }
    } catch (error) {
      for (const part of parts) this.#change(part, { error: reason(error) });
    }
  }

  async #receive(bridge: NATSBridge, message: Uint8Array): Promise<void> {
    let current: ChatPart | undefined;
    try {
      // Lazy: the message shows at once, and what is big arrives when it does.
      const env = await bridge.smartreceive(message, {
        lazy: true,
        on_progress: ({ loaded, total }) => this.#change(current, { loaded, total }),
      });
      const parts = this.#show(env.sender_name, env.payloads);
      for (const [index, part] of parts.entries()) {
        current = part;
        await env.payloads[index]?.[1].value().then(
          (value) => this.#change(part, { value }),
          (error) => this.#change(part, { error: reason(error) }),
        );
      }
    } catch (error) {
      const [part] = this.#show("?", [["unreadable message", undefined, "text"]]);
      this.#change(part, { error: reason(error) });
    }
  }

  async #follow(bridge: NATSBridge): Promise<void> {
    for await (const { type } of bridge.status()) {
      if (type === "disconnect") this.#setStatus("reconnecting");
      if (type === "reconnect") this.#setStatus("online");
    }
  }

  #show(from: string, payloads: readonly (readonly [string, unknown, ChatPart["type"]])[]) {
    const parts = payloads.map(([name, , type]): ChatPart => ({ name, type, loaded: 0 }));
    const time = new Date().toLocaleTimeString([], { timeStyle: "short" });
    this.messages.push({ from, time, parts });
    this.#changed();
    return parts;
  }

  #change(part: ChatPart | undefined, change: Partial<ChatPart>): void {
    Object.assign(part ?? {}, change);
    this.#changed();
  }

  #setStatus(status: ChatSession["status"]): void {
    this.status = status;
    this.#changed();
  }

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
