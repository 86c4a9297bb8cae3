import { filledTextOption } from "./check-option.ts";
import { invalidConfig } from "./invalid-config.ts";

/** An id that also travels as a NATS header: NATS would trim it, and take `" x "` for a duplicate of `"x"`. */
export function messageIdOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
): string | Default {
  const id = filledTextOption(name, value, undefined);
  if (id === undefined) return fallback;
  if (id === id.trim() && !/[\r\n]/.test(id)) return id;
  throw invalidConfig(name, "text without white space around it and without line breaks", value);
}
