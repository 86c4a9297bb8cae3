import { PAYLOAD_TYPES } from "@natsbridge/schema";
import type { NATSBridge, SendPayload } from "natsbridge";
import { said } from "../said.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** Time for one message to come back, in ms. */
const PATIENCE = 10_000;

const VALUES: Readonly<Record<(typeof PAYLOAD_TYPES)[number], unknown>> = {
  text: "Grüße, 你好",
  dictionary: { step_size: 0.01, on: true },
  jsontable: [{ id: 1, name: "Ada" }],
  arrowtable: [{ id: 1, value: 0.5 }],
  image: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
  audio: Uint8Array.of(0x52, 0x49, 0x46, 0x46),
  video: Uint8Array.of(0, 0, 0, 0x18),
  binary: Uint8Array.of(0, 255),
};

/** Sends one of each type, and one link where there is a file server; each must come back and match its checksum. */
export async function checkRoundTrips(
  bridge: NATSBridge,
  subject: string,
  hasFiles: boolean,
  signal: AbortSignal,
): Promise<Finding[]> {
  const direct = PAYLOAD_TYPES.map((type) => ({
    name: type as string,
    payload: [type, VALUES[type], type] as SendPayload,
    size_threshold: undefined as number | undefined,
  }));
  const linked: (typeof direct)[number] = {
    name: "link",
    payload: ["link", new Uint8Array(100_000), "binary"],
    size_threshold: 1,
  };
  const check = findingsOf("round trip");
  const times: string[] = [];
  for (const { name, payload, size_threshold } of hasFiles ? [...direct, linked] : direct) {
    try {
      const time = await roundTrip(bridge, subject, payload, size_threshold, signal);
      times.push(`${name} ${time.toFixed(0)} ms`);
    } catch (error) {
      if (signal.aborted) throw error;
      const mend =
        name === "link"
          ? "Mend the file server, or allow its origin to readers"
          : `Allow this user to publish and subscribe ${subject}`;
      return [...timings(times), check.critical(`${name}: ${said(error)}`, mend)];
    }
  }
  return timings(times);
}

function timings(times: readonly string[]): Finding[] {
  return times.length === 0 ? [] : [findingsOf("round trip").ok(times.join(", "))];
}

async function roundTrip(
  bridge: NATSBridge,
  subject: string,
  payload: SendPayload,
  size_threshold: number | undefined,
  signal: AbortSignal,
): Promise<number> {
  const timed = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  let poison: Error | undefined;
  const messages = bridge.subscribe(subject, {
    signal: timed,
    on_poison: (error) => {
      poison ??= error;
      messages.unsubscribe();
    },
  });
  await messages.ready;
  const started = performance.now();
  const [{ msg_id }] = await bridge.smartsend(subject, [payload], {
    size_threshold,
    signal: timed,
  });
  for await (const env of messages) {
    if (env.msg_id === msg_id) return performance.now() - started;
  }
  throw poison ?? new Error(`it did not come back within ${PATIENCE / 1000} s`);
}
