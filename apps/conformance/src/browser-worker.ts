/** The same worker in a page, which is bundled for browsers. See peers/PROTOCOL.md. */
import { NatsBridgeError } from "@natsbridge/core";
import { serveJobs } from "./worker/serve-jobs.ts";

const natsUrl = new URLSearchParams(location.search).get("nats");
if (natsUrl === null) throw new Error("the page needs ?nats=ws://...");

await serveJobs({
  peer: "browser",
  runtime:
    navigator.userAgent.match(/Chrome\/[\d.]+/)?.[0].replace("/", " ") ?? navigator.userAgent,
  natsUrl,
  readFile: async (path) => unsupported(`a page cannot read ${path}`),
  fileServerFor: ({ kind }) => unsupported(`no client of ${kind} in this page`),
  ready: () => console.log("ready browser"),
});

function unsupported(message: string): never {
  throw new NatsBridgeError({ code: "unsupported", message });
}
