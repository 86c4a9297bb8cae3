import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Sha256Thread } from "./sha256-thread.node.ts";

const MIB = 1024 * 1024;
const BYTES = Uint8Array.from({ length: 3 * MIB + 5 }, (_, at) => (at * 7) % 251);
const DIGEST = createHash("sha256").update(BYTES).digest("hex");

/** Feeds all bytes in pieces of one length, every other one as the thread's own. */
async function feed(thread: Sha256Thread, length: number): Promise<void> {
  for (let position = 0; position < BYTES.length; position += length) {
    const isOwned = (position / length) % 2 === 0;
    const piece = BYTES.slice(position, position + length);
    await thread.take(piece, position, isOwned);
    expect(piece.length).toBe(isOwned ? 0 : Math.min(length, BYTES.length - position));
  }
}

test.each([1000, 65_536, MIB, 2 * MIB + 1, BYTES.length])(
  "pieces of %i bytes, given away and not, come together in order",
  async (length) => {
    const thread = new Sha256Thread(new Uint8Array(BYTES.length));
    await feed(thread, length);
    const memory = await thread.finish();
    expect(Buffer.from(memory).equals(BYTES)).toBe(true);
    expect(await thread.digestHex()).toBe(DIGEST);
    thread.close();
  },
);

test("position 0 begins anew, whatever was taken before", async () => {
  const thread = new Sha256Thread(new Uint8Array(BYTES.length));
  await thread.take(new Uint8Array(2 * MIB), 0, true);
  await thread.take(new Uint8Array(10), 2 * MIB, false);
  await feed(thread, 100_000);
  expect(await thread.digestHex()).toBe(DIGEST);
  expect(Buffer.from(await thread.finish()).equals(BYTES)).toBe(true);
  thread.close();
});

test("a part of a buffer stays whole, even where it may be taken", async () => {
  const thread = new Sha256Thread(new Uint8Array(1000));
  const part = BYTES.slice().subarray(5, 1005);
  await thread.take(part, 0, true);
  expect(part.length).toBe(1000);
  const digest = createHash("sha256").update(part).digest("hex");
  expect(await thread.digestHex()).toBe(digest);
  thread.close();
});

test("whoever feeds faster than it hashes has to wait", async () => {
  const thread = new Sha256Thread(new Uint8Array(9 * MIB));
  const piece = new Uint8Array(MIB);
  const waits = Array.from({ length: 9 }, (_, index) => thread.take(piece, index * MIB, false));
  expect(waits.slice(0, 8)).toEqual(Array.from({ length: 8 }));
  await waits[8];
  expect(await thread.digestHex()).toBe(
    createHash("sha256")
      .update(new Uint8Array(9 * MIB))
      .digest("hex"),
  );
  thread.close();
});

test("a thread that ends leaves nobody waiting", async () => {
  const thread = new Sha256Thread(new Uint8Array(9 * MIB));
  const piece = new Uint8Array(MIB);
  const waits = Array.from({ length: 9 }, (_, index) => thread.take(piece, index * MIB, false));
  thread.close();
  const ended = new Error("The thread that checks downloads has ended");
  await expect(waits[8]).rejects.toThrow(ended);
  await expect(thread.digestHex()).rejects.toThrow(ended);
  expect(() => thread.take(piece, 0, false)).toThrow(ended);
});

test("one that is forgotten keeps no process alive", async () => {
  const module = JSON.stringify(new URL("./sha256-thread.node.ts", import.meta.url).href);
  const program = `
    const { Sha256Thread } = await import(${module});
    await new Sha256Thread(new Uint8Array(3 * ${MIB})).take(new Uint8Array(3 * ${MIB}), 0, true);
    const thread = new Sha256Thread(new Uint8Array(0));
    await thread.take(new Uint8Array(0), 0, true);
    console.log(await thread.digestHex());
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@natsbridge/source",
    "--input-type=module",
    "--eval",
    program,
  ]);
  expect(stdout.trim()).toBe(createHash("sha256").digest("hex"));
});
