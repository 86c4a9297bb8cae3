import { NatsBridgeError } from "./errors.ts";
import { messageOf } from "./text/message-of.ts";

declare const ServiceWorkerGlobalScope: (new () => object) | undefined;

/**
 * A part of the program that is loaded when it is first asked for, and given from then on: a runtime that is asked to
 * `import()` a module it has looks for it again each time. What could not be loaded is tried anew.
 *
 * @returns rejects with NatsBridgeError `unsupported` where it cannot be loaded, with the way out.
 */
export function partLoader<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | undefined;
  return () => {
    part ??= loadPart(load).catch((error: unknown) => {
      part = undefined;
      throw error;
    });
    return part;
  };
}

async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (cause) {
    if (NatsBridgeError.isInstance(cause)) throw cause;
    throw new NatsBridgeError({ code: "unsupported", message: why(cause), cause });
  }
}

function why(cause: unknown): string {
  const isServiceWorker =
    typeof ServiceWorkerGlobalScope === "function" &&
    globalThis instanceof ServiceWorkerGlobalScope;
  return isServiceWorker
    ? 'A service worker may not load parts of a program later: import() is refused there. Bundle it as one file: with Vite as build.lib with formats: ["iife"], with esbuild without --splitting'
    : `A part of NATSBridge could not be loaded: ${messageOf(cause)}. A page may have been published anew meanwhile: load it again`;
}
