import { smartreceive, smartsend } from "@natsbridge/core";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import type { Suite } from "../benchmark.ts";

const MESSAGES = 2_000;
/** Where `@opentelemetry/api` keeps what was registered. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/** What spans cost where nobody has registered anything, and where somebody has. */
export const telemetry: Suite = {
  name: "telemetry",
  async prepare() {
    return {
      benchmarks: [
        {
          name: `${MESSAGES} messages sent and received, without a broker`,
          unit: "ms",
          contenders: [
            { name: "OpenTelemetry not registered", run: messages },
            { name: "registered, spans that nobody exports", run: tracedMessages },
          ],
          // Nothing is paid when unused: whoever does not use it is the faster one.
          bars: [{ against: "registered, spans that nobody exports", atLeast: 1 }],
        },
      ],
      close: async () => undefined,
    };
  },
};

async function messages(): Promise<undefined> {
  for (let count = 0; count < MESSAGES; count++) {
    const [, json] = await smartsend("s", [["text", "a reading", "text"]], { is_publish: false });
    await smartreceive(json);
  }
}

async function tracedMessages(): Promise<undefined> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }));
  try {
    await messages();
  } finally {
    trace.disable();
    context.disable();
    // As in a program that never had it.
    Reflect.deleteProperty(globalThis, REGISTERED);
  }
}
