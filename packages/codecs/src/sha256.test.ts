import { describe, expect, it } from "vitest";
import * as browser from "./sha256.browser.ts";
import * as node from "./sha256.node.ts";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe.each([
  ["node", node],
  ["browser", browser],
])("sha256 (%s)", (_name, { createSha256, sha256Hex, sha256HexSync }) => {
  const abc = new TextEncoder().encode("abc");

  it("hashes at once", async () => {
    expect(await sha256Hex(abc)).toBe(ABC);
    expect(await sha256Hex(new Uint8Array(0))).toBe(EMPTY);
    expect(await sha256Hex(new TextEncoder().encode("xabcx").subarray(1, 4))).toBe(ABC);
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(abc);
    expect(await sha256Hex(shared)).toBe(ABC);
  });

  it("hashes the same at once, in one piece and in slices", async () => {
    expect(sha256HexSync(abc)).toBe(ABC);
    const large = new Uint8Array(9 * 1024 * 1024 + 5).map((_, at) => at % 251);
    const turns: string[] = [];
    const turn = new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
      turns.push("other"),
    );
    const digest = await sha256Hex(large).finally(() => turns.push("hash"));
    await turn;
    expect(digest).toBe(sha256HexSync(large));
    expect(turns).toEqual(["other", "hash"]);
  });

  it("hashes piece by piece", () => {
    const hash = createSha256();
    hash.update(abc.subarray(0, 1));
    hash.update(abc.subarray(1));
    expect(hash.digestHex()).toBe(ABC);
    expect(createSha256().digestHex()).toBe(EMPTY);
  });
});
