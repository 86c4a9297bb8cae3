import { type ConsumerMessages, connect, type JetStreamClient, type NatsConnection } from "nats";
import { BLOB, kindOf, type Load, TEXT, topRate } from "./mixture.ts";

const STREAM = { name: "PLAIN", subjects: ["plain.stream"] };

/** A message as long as one of the mixture's envelopes, in bytes. */
const MESSAGE: Uint8Array = new TextEncoder().encode(TEXT.repeat(2));

/**
 * Messages per second of the same mixture with the plain NATS client and `fetch`: no envelope, nothing is checked,
 * verified or tried again. What the bridge costs is the difference.
 */
export async function plainTopRate(servers: string, files: string, time: number): Promise<number> {
  const sender = await connect({ servers });
  const receiver = await connect({ servers });
  try {
    const plain = new PlainMixture(sender, files);
    const messages = await plain.listen(receiver);
    const rate = await topRate(plain, time);
    await messages.close();
    const manager = await receiver.jetstreamManager();
    await manager.streams.delete(STREAM.name);
    return rate;
  } finally {
    await sender.close();
    await receiver.close();
  }
}

class PlainMixture implements Load {
  handled = 0;
  #sent = 0;
  readonly #sender: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #files: string;

  constructor(sender: NatsConnection, files: string) {
    this.#sender = sender;
    this.#stream = sender.jetstream();
    this.#files = files;
  }

  async listen(receiver: NatsConnection): Promise<ConsumerMessages> {
    const manager = await receiver.jetstreamManager();
    await manager.streams.add(STREAM);
    await manager.consumers.add(STREAM.name, { durable_name: "plain" });
    const consumer = await receiver.jetstream().consumers.get(STREAM.name, "plain");
    const messages = await consumer.consume({
      callback: (message) => {
        this.handled += 1;
        message.ack();
      },
    });
    receiver.subscribe("plain.core", {
      callback: () => {
        this.handled += 1;
      },
    });
    receiver.subscribe("plain.question", {
      callback: (_error, question) => {
        question.respond(MESSAGE);
      },
    });
    await receiver.flush();
    return messages;
  }

  get inFlight(): number {
    return this.#sent - this.handled;
  }

  async sendNext(): Promise<void> {
    const kind = kindOf(this.#sent++);
    if (kind === "question") {
      await this.#sender.request("plain.question", MESSAGE, { timeout: 60_000 });
      this.handled += 1;
    } else if (kind === "core") {
      this.#sender.publish("plain.core", MESSAGE);
      await this.#sender.flush();
    } else {
      if (kind === "link") await passFile(this.#files);
      await this.#stream.publish("plain.stream", MESSAGE, { msgID: crypto.randomUUID() });
    }
  }
}

/** Stores a file, reads it and removes it. */
async function passFile(files: string): Promise<void> {
  const created = await fetch(`${files}/upload`, {
    method: "POST",
    body: JSON.stringify({ removable: true }),
  });
  const upload = (await created.json()) as { readonly id: string; readonly uploadToken: string };
  const form = new FormData();
  form.append("file", new Blob([BLOB]), "blob");
  const stored = await fetch(`${files}/file/${upload.id}`, {
    method: "POST",
    headers: { "X-UploadToken": upload.uploadToken },
    body: form,
  });
  const { id } = (await stored.json()) as { readonly id: string };
  const link = `${files}/file/${upload.id}/${id}/blob`;
  await (await fetch(link)).arrayBuffer();
  await (await fetch(link, { method: "DELETE" })).text();
}
