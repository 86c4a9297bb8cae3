import { describe, expect, it } from "vitest";
import { deserializeData, serializeData } from "./index.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("text", () => {
  it("goes through as it is, a leading U+FEFF included", async () => {
    for (const text of ["", "Grüße 🎉", "\uFEFFx", "NUL\0 \u2028 \r\n"]) {
      expect(await deserializeData(await serializeData(text, "text"), "text")).toBe(text);
    }
  });

  it("refuses what UTF-8 cannot hold, and bytes that are not UTF-8", async () => {
    await expect(serializeData("ab\ud800", "text")).rejects.toMatchObject({
      code: "invalid_payload",
      message: expect.stringContaining("lone surrogate at character 2"),
    });
    await expect(deserializeData(Uint8Array.of(0x61, 0xff), "text")).rejects.toMatchObject({
      code: "decode_error",
    });
    await expect(serializeData(12, "text")).rejects.toMatchObject({
      code: "invalid_payload",
      message: '"text": expected a string, got 12',
    });
  });
});

describe("dictionary and jsontable", () => {
  it("writes JSON", async () => {
    expect(await serializeData({ a: [1, 2n ** 60n] }, "dictionary")).toEqual(
      utf8('{"a":[1,1152921504606846976]}'),
    );
    expect(await deserializeData(utf8("\uFEFF[1]"), "dictionary")).toEqual([1]);
    expect(
      await deserializeData(utf8("[9007199254740993]"), "dictionary", {
        unsafe_integers: "number",
      }),
    ).toEqual([2 ** 53]);
  });

  it("takes rows of objects only", async () => {
    await expect(serializeData({ a: 1 }, "jsontable")).rejects.toMatchObject({
      code: "invalid_payload",
      message: '"jsontable": expected an array of objects, got an object',
    });
    await expect(serializeData([{}, [1]], "jsontable")).rejects.toMatchObject({
      message: '"jsontable": expected an array of objects, got an array of 1 as row 1',
    });
    await expect(deserializeData(utf8("[{},null]"), "jsontable")).rejects.toMatchObject({
      code: "decode_error",
      message: '"jsontable": expected an array of objects, got null as row 1',
    });
    expect(await deserializeData(utf8("[]"), "jsontable")).toEqual([]);
  });
});

describe.each(["image", "audio", "video", "binary"] as const)("%s", (payload_type) => {
  it("takes bytes in every form without a copy", async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect(await serializeData(bytes, payload_type)).toBe(bytes);
    const fromBuffer = await serializeData(bytes.buffer, payload_type);
    expect(fromBuffer.buffer).toBe(bytes.buffer);
    const view = await serializeData(new DataView(bytes.buffer, 1, 2), payload_type);
    expect([...view]).toEqual([2, 3]);
    expect(view.buffer).toBe(bytes.buffer);
    expect([...(await serializeData(new Blob([bytes]), payload_type))]).toEqual([1, 2, 3, 4]);
    expect(await deserializeData(bytes, payload_type)).toBe(bytes);
  });

  it("refuses everything else", async () => {
    for (const value of ["text", 1, null, undefined, [1, 2], { length: 2 }]) {
      await expect(serializeData(value, payload_type)).rejects.toMatchObject({
        code: "invalid_payload",
        message: expect.stringContaining(`"${payload_type}": expected bytes`),
      });
    }
  });
});

it("refuses a type that is none of the eight, by name", async () => {
  const payload_type = JSON.parse('"hologram"');
  await expect(serializeData("", payload_type)).rejects.toMatchObject({
    code: "unsupported_type",
    message: expect.stringContaining("hologram"),
  });
  await expect(deserializeData(new Uint8Array(), payload_type)).rejects.toMatchObject({
    code: "unsupported_type",
    message: expect.stringContaining("hologram"),
  });
});
