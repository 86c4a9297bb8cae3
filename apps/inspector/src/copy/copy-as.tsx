import { Button, Group, SegmentedControl } from "@mantine/core";
import type { ReadEnvelopeV1, ReadPayloadV1 } from "@natsbridge/schema";
import { type ReactNode, useMemo, useState } from "react";
import { jsonText } from "../page/json-text.ts";
import { LANGUAGES, type Language, type SnippetPayload, snippet } from "./snippet.ts";

/** Characters of a text that is written into a program; longer ones come from a file. */
const SHORT = 2_000;

/** The message as a program that sends one like it. */
export function CopyAs({
  subject,
  envelope,
}: {
  readonly subject: string;
  readonly envelope: ReadEnvelopeV1;
}): ReactNode {
  const [language, setLanguage] = useState<Language>(LANGUAGES[0]);
  const [isCopied, setCopied] = useState(false);
  const [isOpen, open] = useState(false);
  const code = useMemo(
    () => isOpen && snippet(language, { subject, payloads: envelope.payloads.map(asSnippet) }),
    [isOpen, language, subject, envelope],
  );
  return (
    <details className="raw" onToggle={(event) => open(event.currentTarget.open)}>
      <summary>Copy as…</summary>
      <Group gap="xs" my="xs">
        <SegmentedControl
          size="xs"
          aria-label="Language"
          value={language}
          data={[...LANGUAGES]}
          onChange={(value) => {
            setLanguage(value as Language);
            setCopied(false);
          }}
        />
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void navigator.clipboard.writeText(code || "").then(() => setCopied(true))}
        >
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </Group>
      <pre className="text">{code}</pre>
    </details>
  );
}

function asSnippet({ dataname, payload_type, transport, data }: ReadPayloadV1): SnippetPayload {
  const isText = ["text", "dictionary", "jsontable"].includes(payload_type);
  const text = isText && transport === "direct" ? directText(data) : undefined;
  return { name: dataname || "payload", type: payload_type, text };
}

/** The text of a short payload inside the message; undefined where it is none. */
function directText(data: unknown): string | undefined {
  if (typeof data !== "string") return jsonText(data);
  if (data.length > SHORT) return undefined;
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return data;
  }
}
