import { smartreceive } from "natsbridge";
import type { Page } from "playwright-core";
import { loadVectors, type Vector } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./harness/start-world.ts";
import { summarize } from "./pages/summarize.ts";

let world: World;
let page: Page;

beforeAll(async () => {
  world = await startWorld(["peer.html"]);
  page = await world.open("peer.html");
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function inNode({ envelope_base64, files = {} }: Vector): Promise<readonly string[]> {
  try {
    const env = await smartreceive(Buffer.from(envelope_base64, "base64"), {
      fileserver_download_handler: async (url) => Buffer.from(files[url] ?? "", "base64"),
    });
    return await summarize(env.payloads);
  } catch (error) {
    return [`error ${error instanceof Error && "code" in error ? error.code : error}`];
  }
}

async function inBrowser({ envelope_base64, files = {} }: Vector): Promise<readonly string[]> {
  return page.evaluate(
    async ({ message, files }) => {
      const bytes = (base64: string) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
      try {
        const env = await peer.natsbridge.smartreceive(bytes(message), {
          fileserver_download_handler: async (url) => bytes(files[url] ?? ""),
        });
        return await peer.summarize(env.payloads);
      } catch (error) {
        return [`error ${error instanceof Error && "code" in error ? error.code : error}`];
      }
    },
    { message: envelope_base64, files },
  );
}

test.each(loadVectors().map((vector) => [vector.name, vector] as const))(
  "Chromium reads %s as Node does",
  async (_name, vector) => {
    expect(await inBrowser(vector)).toEqual(await inNode(vector));
  },
);
