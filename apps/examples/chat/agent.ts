import {
  type BridgeOptions,
  NATSBridge,
  type ReceivedEnvelope,
  type SendPayload,
} from "natsbridge";
import { makePng } from "../src/demo/make-png.ts";
import { makeWav } from "../src/demo/make-wav.ts";
import { makeReadings } from "./make-readings.ts";

const HELP =
  'I have a "picture", a "sound", a "table" and a "big file". What else you send, I count.';

/** The other side of the chat: answers every message on `chat.agent` until the bridge is closed. */
export async function startAgent(options: BridgeOptions): Promise<NATSBridge> {
  const bridge = await NATSBridge.connect({ ...options, sender_name: "agent" });
  const messages = bridge.subscribe("chat.agent");
  await messages.ready;
  void (async () => {
    for await (const env of messages) {
      await bridge.reply(env, answer(env)).catch((error) => console.error(String(error)));
    }
  })();
  return bridge;
}

function answer(env: ReceivedEnvelope): SendPayload[] {
  const said = env.payloads.find(([, , type]) => type === "text")?.[1];
  switch (String(said).trim().toLowerCase()) {
    case "picture":
      return [
        ["answer", "Here is one, drawn just now.", "text"],
        ["waves.png", picture(), "image"],
      ];
    case "sound":
      return [
        ["answer", "An A, for two seconds.", "text"],
        ["a-440-hz.wav", makeWav(2), "audio"],
      ];
    case "table":
      return [
        ["answer", "A million readings. Scroll: only the rows in view exist.", "text"],
        ["readings", makeReadings(1_000_000), "arrowtable"],
      ];
    case "big file":
      return [
        ["answer", "60 MB, over the file server.", "text"],
        ["sixty-megabytes.bin", new Uint8Array(60_000_000), "binary"],
      ];
    default:
      return [["answer", `${received(env)}\n${HELP}`, "text"]];
  }
}

function received({ payload_info }: ReceivedEnvelope): string {
  const parts = payload_info.map(
    ({ dataname, payload_type, size = 0, transport }) =>
      `• ${dataname}: ${payload_type}, ${size.toLocaleString("en")} bytes, ${transport}`,
  );
  return ["Got it:", ...parts].join("\n");
}

function picture(): Uint8Array {
  return makePng(480, 270, (x, y) => {
    const wave = Math.sin(x / 40) * 30 + Math.sin(y / 25 + x / 90) * 30;
    const height = (y + wave) / 270;
    return [40 + 190 * height, 90 + 80 * Math.abs(Math.sin(x / 120)), 230 - 150 * height].map(
      (value) => Math.max(0, Math.min(255, Math.round(value))),
    ) as [number, number, number];
  });
}
