/** Programs of a user, run where only the packed packages are installed. Plain JavaScript, as a user's may be. */

/** Prints, for every entry given, the names that `import` and `require` find in it. */
export const listNames = `
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const names = {};
for (const entry of process.argv.slice(2)) {
  names[entry] = [Object.keys(await import(entry)), Object.keys(require(entry))];
}
console.log(JSON.stringify(names));
`;

/** Sends a text and a file over a real server, and prints how each travelled and that it came back. */
export const roundTrip = `
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";

const server = await startNatsServer();
const files = await createLocalFileServer({ directory: "files" });
const bridge = await NATSBridge.connect({ broker_url: server.url, fileserver_url: files.url });
try {
  const file = new Uint8Array(2_000_000).map((_, index) => index % 251);
  const inbox = bridge.subscribe("consumer.inbox")[Symbol.asyncIterator]();
  const next = inbox.next();
  const [, , receipt] = await bridge.smartsend("consumer.inbox", [
    ["greeting", "hello", "text"],
    ["file", file, "binary"],
  ]);
  const { value: env } = await next;
  const [[, greeting], [, bytes]] = env.payloads;
  console.log(JSON.stringify({
    transports: receipt.payloads.map(({ transport }) => transport),
    greeting,
    same: Buffer.compare(bytes, file) === 0,
  }));
} finally {
  await bridge.close();
  await files.close();
  await server.stop();
}
`;

/** Prints what the first use of each package throws. */
export const firstUses = `
import { serializeData } from "@natsbridge/codecs";
import { fetchWithBackoff } from "@natsbridge/fileserver";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import { smartsend } from "natsbridge";

const uses = {
  natsbridge: () => smartsend("s", [["a", "b", "text"]]),
  codecs: () => serializeData("a", "text"),
  transport: () => connect(),
  fileserver: () => fetchWithBackoff("http://localhost", 1, 1, 1, "id"),
  objectstore: () => createObjectStoreFileServer({}),
  plik: () => createPlikFileServer({ url: "http://localhost" }),
  http: () => createHttpFileServer({ url: "http://localhost" }),
  s3: () => createS3FileServer({}),
  local: () => createLocalFileServer(),
  "nats-server": () => startNatsServer(),
};
const said = {};
for (const [name, use] of Object.entries(uses)) {
  said[name] = await new Promise((resolve) => resolve(use())).then(
    () => "nothing",
    (error) => error.code + ": " + error.message,
  );
}
console.log(JSON.stringify(said));
`;

/** Runs a program that finds its servers through the environment, and exits as it does. */
export const withServers = `
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { spawn } from "node:child_process";
import { once } from "node:events";

const server = await startNatsServer();
const files = await createLocalFileServer({ directory: "files" });
try {
  const env = { ...process.env, NATS_URL: server.url, FILESERVER_URL: files.url };
  const program = spawn(process.execPath, [process.argv[2]], { env, stdio: "inherit" });
  [process.exitCode] = await once(program, "exit");
} finally {
  await files.close();
  await server.stop();
}
`;

/** Does not compile where an export lost its type on the way into the archive. */
export function importAll(entries: readonly string[]): string {
  return [
    "type IsAny<T> = 0 extends 1 & T ? true : false;",
    "type AnyNames<M> = { [K in keyof M]: IsAny<M[K]> extends true ? K : never }[keyof M];",
    "type Typed<M> = [AnyNames<M>] extends [never] ? true : AnyNames<M>;",
    ...entries.map((entry, index) => `import * as entry${index} from "${entry}";`),
    ...entries.map((_, index) => `export const typed${index}: Typed<typeof entry${index}> = true;`),
  ].join("\n");
}
