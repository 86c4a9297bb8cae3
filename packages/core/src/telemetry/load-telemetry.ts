import { noTelemetry, type Telemetry } from "./telemetry.ts";

/** Where every copy of `@opentelemetry/api` 1.x keeps what was registered. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/**
 * Telemetry as it is registered now. `@opentelemetry/api` is an optional peer: it is loaded only where the program
 * has registered a provider with it, and costs one look at a global otherwise: then it is given at once.
 */
export function loadTelemetry(): Telemetry | Promise<Telemetry> {
  return REGISTERED in globalThis ? loadRegistered() : noTelemetry;
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
