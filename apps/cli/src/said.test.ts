import { NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./testing/run-cli.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";
import { startListening } from "./testing/start-listening.test.support.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

/** What a command says, in one line, and without the names of options. */
async function told(args: readonly string[], input = ""): Promise<string> {
  const { stdout, stderr } = await runCli(args, { env: dev.env, input });
  return oneLine(stdout + stderr);
}

function oneLine(text: string): string {
  expect(text).not.toMatch(
    /size_threshold|allowed_link_origins|fileserver_url|connection_options|ensureStream|max_\w+_bytes|api_prefix/,
  );
  return text.replaceAll(/\s+/g, " ");
}

test.each([
  [
    ["send", "nostream", "x=1", "--jetstream"],
    "as in nats stream add 'NOSTREAM' --subjects 'nostream'",
  ],
  [["send", "nostream", "x=1", "--jetstream"], "or publish without --jetstream"],
  [["dlq", "ls", "NOWHERE"], "as in nats stream add 'NOWHERE' --subjects '…'"],
  [
    ["dlq", "ls", "X", "--js-domain", "away"],
    "leave --js-domain, or jetstream_domain of the context",
  ],
  [["send", "a", "x=1", "--files", "nonsense"], "error: --files: expected a URL such as"],
  [
    ["send", "a", "x=1", "--confirm", "client", "--jetstream"],
    "error: --confirm: expected nothing beside --jetstream, which waits for the stream",
  ],
  [["send", "a", "x=1", "--header", "Nats-X: 1"], "error: --header: expected no name that begins"],
  [["request", "a", "x=1", "--timeout", "0s"], "error: --timeout: expected a number of ms"],
  [["send", "a", "x=1", "--reply-to", "b c"], 'error: --reply-to "b c" contains white space'],
  [["recv", "--stream", "A", "--durable", "x.y"], 'error: --durable "x.y": expected a name'],
  [["send", "a"], 'error: payloads: a message of --purpose "chat" needs at least one payload'],
  [["send", "a", "x=1"], "1 bytes < --size-threshold 1,000,000"],
  [
    ["send", "a", "big:binary=@-", "--size-threshold", "0", "--files", "http://127.0.0.1:1"],
    "Start it (for one machine: natsbridge dev), name the right one (--files, --s3 or --webdav), or raise --size-threshold",
  ],
  [["doctor", "--files", "http://127.0.0.1:1"], "before the size threshold of 1,000,000 does it"],
])("%j is answered in words of the command", async (args, words) => {
  expect(await told(args)).toContain(words);
});

test("a link that may not be read, or is too large, names the flags", async () => {
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  await using bridge = await NATSBridge.connect({
    broker_url: NATS_URL,
    fileserver_url: FILESERVER_URL,
  });
  const received = async (...args: string[]) => {
    const receiving = await startListening(["recv", "films", "--count", "1", ...args], dev.env);
    await bridge.smartsend("films", [["film", new Uint8Array(2_000_000), "video"]]);
    return oneLine((await receiving.result).stdout);
  };
  expect(await received("--files", "http://files.example")).toContain(
    "To allow it, name it with --allow-origin or NATSBRIDGE_ALLOWED_LINK_ORIGINS",
  );
  expect(await received("--max-bytes", "1000")).toContain(
    "has at least 2000000 bytes, the limit is 1000 (--max-bytes)",
  );
});
