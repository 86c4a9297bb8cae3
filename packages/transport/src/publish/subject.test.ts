import { describe, expect, test } from "vitest";
import { assertPublishSubject, assertSubscribeSubject } from "./subject.ts";

describe("assertPublishSubject", () => {
  test.each(["/chat", "a", "a.b.c", "_INBOX.x", "$JS.API", "ünï.🙂", "a-b_c/d", "x".repeat(2_048)])(
    "takes %s",
    (subject) => expect(assertPublishSubject(subject)).toBeUndefined(),
  );

  test.each([
    ["", "is empty"],
    ["a b", "contains white space"],
    ["a\r\nPUB b 0", "contains white space"],
    ["a\u00a0b", "contains white space"],
    ["a\u0000b", "contains a control character"],
    ["a\u007fb", "contains a control character"],
    ["a.*", 'contains "*"'],
    ["a*b", 'contains "*"'],
    [">", 'contains ">"'],
    ["a..b", "has an empty token"],
    [".a", "has an empty token"],
    ["a.", "has an empty token"],
    ["ü".repeat(1_025), "has 2050 bytes; the most is 2048"],
  ])("refuses %j", (subject, why) => {
    expect(() => assertPublishSubject(subject, "reply_to")).toThrowError(
      expect.objectContaining({
        code: "invalid_subject",
        message: expect.stringMatching(/^reply_to "/),
      }),
    );
    expect(() => assertPublishSubject(subject)).toThrowError(why);
  });

  test("refuses what is no string", () => {
    for (const value of [undefined, null, 5, {}]) {
      expect(() => assertPublishSubject(value as never)).toThrowError("not a string");
    }
  });
});

describe("assertSubscribeSubject", () => {
  test.each([">", "*", "a.*.b", "a.>", "/chat"])("takes %s", (subject) =>
    expect(assertSubscribeSubject(subject)).toBeUndefined(),
  );
  test.each(["", "a b", ">.a", "a*", "a.b>", "a..b"])("refuses %j", (subject) => {
    expect(() => assertSubscribeSubject(subject)).toThrowError(
      expect.objectContaining({ code: "invalid_subject" }),
    );
  });
});

test.each([
  [
    5,
    'subject is of type number, not a string. Expected tokens separated by dots, as in "analysis.results"',
  ],
  [
    null,
    'subject is null, not a string. Expected tokens separated by dots, as in "analysis.results"',
  ],
  [
    Object.create(null),
    'subject is of type object, not a string. Expected tokens separated by dots, as in "analysis.results"',
  ],
  [
    "a.\ud800",
    'subject "a.\ud800" has a lone surrogate, which UTF-8 cannot hold. Expected tokens separated by dots, as in "analysis.results"',
  ],
])("what is no text is refused", (subject, message) => {
  const given: unknown = subject;
  expect(() => assertPublishSubject(given as string)).toThrow(
    expect.objectContaining({ code: "invalid_subject", message }),
  );
});

test("what is taken at a glance is what a close look takes: every text of up to five of these", () => {
  const takes = (check: (subject: string) => void, subject: string) => {
    try {
      check(subject);
      return true;
    } catch {
      return false;
    }
  };
  let texts = [""];
  for (let length = 1; length <= 5; length++) {
    texts = texts.flatMap((text) => [..."a/.*>\n"].map((character) => text + character));
    for (const text of texts) {
      const isTaken = takes(assertSubscribeSubject, text) && !/[*>]/.test(text);
      if (takes(assertPublishSubject, text) !== isTaken) expect(text).toBe(isTaken);
    }
  }
});
