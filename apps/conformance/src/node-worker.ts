/** The worker of this package's own runtime: takes jobs over NATS. See peers/PROTOCOL.md. */
import { readFile } from "node:fs/promises";
import { fileServerFor } from "./worker/file-servers.ts";
import { serveJobs } from "./worker/serve-jobs.ts";

const natsUrl = process.env.NATS_URL;
if (natsUrl === undefined) throw new Error("NATS_URL is not set: it carries the jobs");
const termination = new AbortController();
process.once("SIGTERM", () => termination.abort());

await serveJobs({
  peer: "node",
  runtime: `Node ${process.versions.node}`,
  natsUrl,
  readFile,
  fileServerFor,
  ready: () => console.log("ready node"),
  signal: termination.signal,
});
