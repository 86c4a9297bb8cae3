import { type JsonValue, parseJson } from "@natsbridge/codecs";
import { escapeControls } from "@natsbridge/schema";

/** Languages that a message can be copied as. */
export const LANGUAGES = ["Command line", "TypeScript", "Python", "Julia"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A payload as a program would send it again: its text where that is short, else a file. */
export interface SnippetPayload {
  readonly name: string;
  readonly type: string;
  /** The text, or the JSON of a dictionary or of rows; undefined where it would come from a file. */
  readonly text: string | undefined;
}

/** A message to be sent again. */
export interface SnippetMessage {
  readonly subject: string;
  readonly payloads: readonly SnippetPayload[];
}

/** A program that sends a message like this one. Whatever is in the message is text in it, and never runs. */
export function snippet(language: Language, message: SnippetMessage): string {
  switch (language) {
    case "Command line":
      return commandLine(message);
    case "TypeScript":
      return program(message, {
        before:
          'import { readFile } from "node:fs/promises";\nimport { smartsend } from "natsbridge";\n',
        call: (subject, payloads) => `await smartsend(${subject}, [\n${payloads}\n]);`,
        entry: (parts) => `  [${parts}],`,
        quote: JSON.stringify,
        file: (name) => `await readFile(${name})`,
        json: (text) => text,
      });
    case "Python":
      return program(message, {
        before: "import json\nfrom pathlib import Path\nfrom natsbridge.sync import NATSBridge\n",
        call: (subject, payloads) =>
          `with NATSBridge.connect() as bridge:\n    bridge.smartsend(${subject}, [\n${payloads}\n    ])`,
        entry: (parts) => `        (${parts}),`,
        quote: JSON.stringify,
        file: (name) => `Path(${name}).read_bytes()`,
        json: (text) => `json.loads(${JSON.stringify(text)})`,
      });
    case "Julia":
      return program(message, {
        before: "using NATSBridge\n",
        call: (subject, payloads) => `smartsend(${subject}, [\n${payloads}\n])`,
        entry: (parts) => `    (${parts}),`,
        quote: juliaText,
        file: (name) => `read(${name})`,
        json: (text) => juliaValue(parseJson(text)),
      });
  }
}

interface Dialect {
  readonly before: string;
  readonly call: (subject: string, payloads: string) => string;
  readonly entry: (parts: string) => string;
  readonly quote: (text: string) => string;
  readonly file: (quotedName: string) => string;
  readonly json: (text: string) => string;
}

function program({ subject, payloads }: SnippetMessage, dialect: Dialect): string {
  const { before, call, entry, quote, file, json } = dialect;
  const entries = payloads.map(({ name, type, text }) => {
    const value =
      text === undefined ? file(quote(name)) : type === "text" ? quote(text) : json(text);
    return entry(`${quote(name)}, ${value}, ${quote(type)}`);
  });
  return `${before}\n${call(quote(subject), entries.join("\n"))}`;
}

/** Julia has no literals of JSON. */
function juliaValue(value: JsonValue): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return juliaText(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(juliaValue).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${juliaText(key)} => ${juliaValue(member)}`,
  );
  return `Dict(${members.join(", ")})`;
}

/** `$` would put a variable into a text of Julia. */
function juliaText(text: string): string {
  return JSON.stringify(text).replaceAll("$", "\\$");
}

function commandLine({ subject, payloads }: SnippetMessage): string {
  const words = payloads.map(({ name, type, text }) => {
    const plain = name.replace(/[=:@]/g, "_");
    const value = text === undefined ? `@${name}` : text.replace(/^@/, "@@");
    return shellWord(`${plain}:${type}=${value}`);
  });
  return ["natsbridge send", shellWord(subject), ...words].join(" ");
}

/** In single quotes a shell looks for nothing; control characters, which a terminal would obey, are spelt out. */
function shellWord(text: string): string {
  const tame = text.split("\n").map(escapeControls).join("\n");
  return /^[\w./][\w./:=@-]*$/.test(tame) ? tame : `'${tame.replaceAll("'", "'\\''")}'`;
}
