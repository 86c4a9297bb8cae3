import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPages } from "./harness/build-pages.ts";
import { launchChromium } from "./harness/launch-chromium.ts";
import { serveFiles } from "./harness/serve-files.ts";
import { startWorld, type World } from "./harness/start-world.ts";
import type { Answer, Question } from "./pages/split-service-worker.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(["lean.html"]);
});
afterAll(() => world?.[Symbol.asyncDispose]());

test("a service worker of several files is told to be one, by whatever it uses", async () => {
  const files = await buildPages("lean.html", "split-service-worker.ts");
  const script = files.find(
    (file) => file.type === "chunk" && file.name === "split-service-worker",
  );
  await using site = await serveFiles(files);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/lean.html`);
    const unpublished = { is_publish: false } as const;
    const [, linked] = await world.node.smartsend("x", [["a", "b", "text"]], {
      ...unpublished,
      size_threshold: 1,
    });
    const [, table] = await world.node.smartsend(
      "x",
      [["a", [{ id: 1 }], "arrowtable"]],
      unpublished,
    );
    const where = { broker_url: world.broker, fileserver_url: world.files.url };
    const question: Question = { where, linked, table };
    const answer = await page.evaluate(
      async ({ url, question }) => {
        const { installing } = await navigator.serviceWorker.register(url, { type: "module" });
        const { port1, port2 } = new MessageChannel();
        const told = new Promise<Answer>((resolve) => {
          port1.onmessage = ({ data }) => resolve(data);
        });
        installing?.postMessage(question, [port2]);
        return told;
      },
      { url: `/${script?.fileName}`, question },
    );
    const mend =
      'A service worker may not load parts of a program later: import() is refused there. Bundle it as one file: with Vite as build.lib with formats: ["iife"], with esbuild without --splitting';
    for (const [use, fault] of Object.entries(answer)) expect(fault, use).toContain(mend);
    expect(Object.entries(answer).map(([use, fault]) => [use, fault.split(":", 1)[0]])).toEqual([
      ["connect", "unsupported"],
      ["upload", "unsupported"],
      ["write", "unsupported"],
      ["linked", "unsupported"],
      ["lazy", "unsupported"],
      ["table", "unsupported"],
    ]);
  } finally {
    await browser.close();
  }
});
