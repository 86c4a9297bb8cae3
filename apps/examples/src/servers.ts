/** A nats-server on port 4222 and a file server on port 8080, as the defaults expect them. Ends with Ctrl-C. */
import { once } from "node:events";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";

await using nats = await startNatsServer({ port: 4222, jetstream: true });
await using files = await createLocalFileServer({ port: 8080 });
console.log(`nats-server at ${nats.url}, file server at ${files.url}. Ctrl-C ends them.`);
await once(process, "SIGINT");
