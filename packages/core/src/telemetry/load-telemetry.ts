import { noTelemetry, type Telemetry } from "./telemetry.ts";

/** Where every copy of `@opentelemetry/api` 1.x keeps what was registered. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/** The providers that spans and metrics come from. */
interface Registered {
  readonly trace?: unknown;
  readonly metrics?: unknown;
}

/** Made from these providers; others may be registered later. */
let known: (Registered & { readonly telemetry: Telemetry }) | undefined;

/**
 * Telemetry as it is registered now. `@opentelemetry/api` is an optional peer: it is loaded only where the program
 * has registered a provider with it, and costs one look at a global otherwise: then it is given at once, as it is for
 * every message after the first.
 */
export function loadTelemetry(): Telemetry | Promise<Telemetry> {
  const registered = (globalThis as { readonly [REGISTERED]?: Registered })[REGISTERED];
  if (registered === undefined) return noTelemetry;
  const { trace, metrics } = registered;
  if (known !== undefined && known.trace === trace && known.metrics === metrics) {
    return known.telemetry;
  }
  return loadRegistered().then((telemetry) => {
    known = { trace, metrics, telemetry };
    return telemetry;
  });
}

async function loadRegistered(): Promise<Telemetry> {
  try {
    // Bundlers let it lack only where the `import()` itself is awaited within a `try`.
    const api = await import("@opentelemetry/api");
    const { openTelemetry } = await import("./open-telemetry.ts");
    return openTelemetry(api);
  } catch {
    // Registered by a copy of the package that cannot be reached from here.
    return noTelemetry;
  }
}
