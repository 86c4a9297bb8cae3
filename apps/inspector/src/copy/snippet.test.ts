import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { snippet } from "./snippet.ts";

const message = {
  subject: "orders.new",
  payloads: [
    { name: "note", type: "text", text: "two\nlines, $x and 'quotes'" },
    { name: "config", type: "dictionary", text: '{"rate":0.5}' },
    { name: "photo.png", type: "image", text: undefined },
  ],
};

test("a command line holds the payloads as the command takes them", () => {
  expect(snippet("Command line", message)).toBe(
    "natsbridge send orders.new 'note:text=two\nlines, $x and '\\''quotes'\\''' 'config:dictionary={\"rate\":0.5}' photo.png:image=@photo.png",
  );
});

test.each([
  ["TypeScript", '["config", {"rate":0.5}, "dictionary"]'],
  ["Python", '("config", json.loads("{\\"rate\\":0.5}"), "dictionary")'],
  ["Julia", "\"two\\nlines, \\$x and 'quotes'\""],
] as const)("%s has its own form", (language, part) => {
  expect(snippet(language, message)).toContain(part);
});

const HOSTILE = "'; touch /tmp/x; $(id) `id` \\ \" $HOME \u001b[31m";

test("a shell reads hostile names and texts as words, and runs nothing of them", () => {
  const line = snippet("Command line", {
    subject: HOSTILE,
    payloads: [{ name: HOSTILE, type: "text", text: `@${HOSTILE}` }],
  }).replace(/^natsbridge send/, "printf '%s\\0'");
  const tame = HOSTILE.replace("\u001b", "\\u001b");
  expect(execFileSync("sh", ["-c", line], { encoding: "utf8" }).split("\0")).toEqual([
    tame,
    `${tame}:text=@@${tame}`,
    "",
  ]);
});

test("a program reads them as texts", () => {
  const code = snippet("TypeScript", {
    subject: HOSTILE,
    payloads: [{ name: HOSTILE, type: "text", text: HOSTILE }],
  });
  expect(code.split(JSON.stringify(HOSTILE)).length).toBe(4);
});
