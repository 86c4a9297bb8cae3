import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startNatsServer } from "@natsbridge/nats-server";
import type { Contender, Sample, Suite } from "../benchmark.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const CHILD = fileURLToPath(new URL("./measure-start.ts", import.meta.url));

/** What a process pays before its first message: the built packages against the plain client. */
export const start: Suite = {
  name: "start",
  async prepare() {
    await run(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, "-b", ROOT]);
    await run(process.execPath, [`${ROOT}.ci/bundle/bundle.ts`]);
    const server = await startNatsServer();
    const nats = createRequire(`${ROOT}packages/transport/package.json`).resolve("nats");
    const ours = pathToFileURL(`${ROOT}packages/core/dist/node/index.js`).href;
    const bare = pathToFileURL(nats).href;
    const contender = async (name: string, library: string, url = ""): Promise<Contender> => {
      const { modules } = await child(library, url);
      return { name: `${name}, ${modules} modules`, run: () => child(library, url) };
    };
    const [natsbridge, plain] = [
      await contender("natsbridge", ours),
      await contender("nats", bare),
    ];
    const first = [
      await contender("natsbridge", ours, server.url),
      await contender("nats", bare, server.url),
    ];
    return {
      benchmarks: [
        {
          name: "import, processor time",
          unit: "ms",
          contenders: [natsbridge, plain],
          bars: [{ against: plain.name, atLeast: 1 / 1.6 }],
        },
        {
          name: "import to the first message that the server has read, processor time",
          unit: "ms",
          contenders: first,
          bars: [],
        },
      ],
      close: () => server.stop(),
    };
  },
};

/** A process that imports a library and, given a server, publishes once. */
async function child(library: string, url: string): Promise<Sample & { readonly modules: number }> {
  const { stdout } = await run(process.execPath, [CHILD, library, url]);
  return JSON.parse(stdout);
}
