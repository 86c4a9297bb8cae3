import { NATSBridge, type SendPayload } from "natsbridge";
import type { ChatMessage, ChatPart, PartState } from "./chat-message.ts";
import type { ChatSettings } from "./chat-settings.ts";
import { payloadType } from "./payload-type.ts";

/** What the page shows. */
export interface ChatState {
  readonly status: "connecting" | "online" | "reconnecting";
  readonly messages: readonly ChatMessage[];
}

/** A conversation with the agent over one connection, which comes back by itself after the broker was gone. */
export class ChatSession {
  state: ChatState = { status: "connecting", messages: [] };
  readonly #settings: ChatSettings;
  readonly #inbox = `chat.page.${randomId()}`;
  readonly #listeners = new Set<() => void>();
  #bridge: NATSBridge | undefined;

  constructor(settings: ChatSettings) {
    this.#settings = settings;
  }

  /** Calls `listener` whenever `state` is another; gives the function that ends this. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, however long that takes, and receives for as long as the page lives. */
  async run(): Promise<void> {
    const bridge = await this.#connect();
    this.#bridge = bridge;
    void this.#followStatus(bridge);
    const messages = bridge.connection.subscribe(this.#inbox);
    this.#set({ status: "online" });
    for await (const message of messages) void this.#receive(bridge, message.data);
  }

  /** Sends text and files as one message; what goes wrong shows in the message. */
  async send(text: string, files: readonly File[]): Promise<void> {
    const payloads: SendPayload[] = files.map((file) => [file.name, file, payloadType(file)]);
    if (text !== "") payloads.unshift(["message", text, "text"]);
    const id = this.#show("You", payloads);
    try {
      if (this.#bridge === undefined) throw new Error("not connected yet");
      await this.#bridge.smartsend(this.#settings.agent, payloads, {
        sender_name: "chat page",
        reply_to: this.#inbox,
        on_progress: ({ dataname, loaded, total }) => {
          const index = payloads.findIndex(([name]) => name === dataname);
          this.#change(id, index, { state: "moving", loaded, total });
        },
      });
      for (const [index, [, value]] of payloads.entries()) {
        this.#change(id, index, { state: "there", value });
      }
    } catch (error) {
      for (const index of payloads.keys()) this.#change(id, index, failed(error));
    }
  }

  async #connect(): Promise<NATSBridge> {
    for (;;) {
      try {
        return await NATSBridge.connect(this.#settings);
      } catch {
        // The broker may come yet; the page says "connecting" until then.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  async #followStatus(bridge: NATSBridge): Promise<void> {
    for await (const { type } of bridge.status()) {
      if (type === "disconnect") this.#set({ status: "reconnecting" });
      if (type === "reconnect") this.#set({ status: "online" });
    }
  }

  /** With `lazy` the message shows at once, and what is big arrives when it does. */
  async #receive(bridge: NATSBridge, message: Uint8Array): Promise<void> {
    let id = "";
    let current = 0;
    try {
      const env = await bridge.smartreceive(message, {
        lazy: true,
        on_progress: ({ loaded, total }) =>
          this.#change(id, current, { state: "moving", loaded, total }),
      });
      id = this.#show(env.sender_name, env.payloads);
      for (const [index, [, handle]] of env.payloads.entries()) {
        current = index;
        const state: PartState = await handle
          .value()
          .then((value) => ({ state: "there", value }), failed);
        this.#change(id, index, state);
      }
    } catch (error) {
      this.#change(this.#show("?", [["unreadable message", undefined, "text"]]), 0, failed(error));
    }
  }

  #show(from: string, payloads: readonly (readonly [string, unknown, ChatPart["type"]])[]): string {
    const id = randomId();
    const parts = payloads.map(
      ([name, , type]): ChatPart => ({ name, type, state: "moving", loaded: 0 }),
    );
    const time = new Date().toLocaleTimeString([], { timeStyle: "short" });
    const message = { id, from, isMine: from === "You", time, parts };
    this.#set({ messages: [...this.state.messages, message] });
    return id;
  }

  #change(id: string, index: number, state: PartState): void {
    const messages = this.state.messages.map((message) => {
      const part = message.parts[index];
      if (message.id !== id || part === undefined) return message;
      const { name, type } = part;
      return { ...message, parts: message.parts.with(index, { name, type, ...state }) };
    });
    this.#set({ messages });
  }

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function failed(error: unknown): PartState {
  return { state: "failed", reason: error instanceof Error ? error.message : String(error) };
}

/** Pages on plain http have no `crypto.randomUUID`. */
function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
