import { execFile } from "node:child_process";
import type { SecureStoreSetup } from "./secure-store.ts";

const PROGRAM = `
import { inspect } from "node:util";
import { storeRoundTrip } from ${JSON.stringify(new URL("./store-round-trip.ts", import.meta.url).href)};
const { module, name, settings } = JSON.parse(process.argv[1]);
const { [name]: create } = await import(module);
try {
  console.log("stored", JSON.stringify(await storeRoundTrip(create(settings))));
} catch (error) {
  console.log(error.code, error.message, inspect(error, { depth: 20 }));
}
`;

/**
 * Makes a round trip in a process of its own, with nothing but these variables in its environment, and no code for any
 * of them; gives all that it said.
 */
export async function runElsewhere<Settings extends object>(
  { exported, settings }: SecureStoreSetup<Settings>,
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const flags = ["--conditions=@natsbridge/source", "--input-type=module", "--eval", PROGRAM];
  const task = JSON.stringify({ ...exported, settings: settings(url) });
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...flags, task],
      { env: { PATH: process.env.PATH, ...environment }, timeout: 20_000 },
      (error, stdout, stderr) => (error === null ? resolve(`${stdout}${stderr}`) : reject(error)),
    );
  });
}
