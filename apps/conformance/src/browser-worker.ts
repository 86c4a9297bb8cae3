/** The same worker in a page, which is bundled for browsers. See peers/PROTOCOL.md. */
import { NatsBridgeError } from "@natsbridge/core";
import { fileServerFor } from "./worker/file-servers.ts";
import { serveJobs } from "./worker/serve-jobs.ts";

const natsUrl = new URLSearchParams(location.search).get("nats");
if (natsUrl === null) throw new Error("the page needs ?nats=ws://...");

await serveJobs({
  peer: "browser",
  runtime:
    navigator.userAgent.match(/Chrome\/[\d.]+/)?.[0].replace("/", " ") ?? navigator.userAgent,
  natsUrl,
  readFile: async (path) => {
    throw new NatsBridgeError({ code: "unsupported", message: `a page cannot read ${path}` });
  },
  fileServerFor,
  ready: () => console.log("ready browser"),
});
