/** A page that has a worker do what `page.ts` does. */
export const worker: Worker = new Worker(new URL("./page.js", import.meta.url), { type: "module" });
