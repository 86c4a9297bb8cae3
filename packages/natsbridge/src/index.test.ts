import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as core from "@natsbridge/core";
import { startNatsServer } from "@natsbridge/nats-server";
import { expect, test } from "vitest";
import * as natsbridge from "./index.ts";

test("the package is core by one name", () => {
  expect(Object.keys(natsbridge)).toEqual(Object.keys(core));
});

const program = `
const NATSBridge = require("natsbridge");

async function main(broker_url) {
  const [env, env_json_str] = await NATSBridge.smartsend(
    "/chat",
    [["message", "Hello!", "text"], ["image", Buffer.from([0x89, 0x50]), "image"]],
    { broker_url },
  );
  const received = await NATSBridge.smartreceive(env_json_str);
  console.log(JSON.stringify({
    same: received.msg_id === env.msg_id,
    payloads: received.payloads.map(([dataname, data, type]) => [dataname, [...data], type]),
  }));
}

main(process.argv[1]);
`;

test("a CommonJS program requires it and sends", async () => {
  await using server = await startNatsServer();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=commonjs", "--eval", program, server.url],
    { cwd: import.meta.dirname },
  );
  expect(JSON.parse(stdout)).toEqual({
    same: true,
    payloads: [
      ["message", [..."Hello!"], "text"],
      ["image", [0x89, 0x50], "image"],
    ],
  });
});
