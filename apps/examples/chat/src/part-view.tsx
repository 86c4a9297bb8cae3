import { Alert, Code, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChatPart } from "./chat-session.ts";
import { FileView } from "./file-view.tsx";
import { TableView } from "./table-view.tsx";

/** One payload: what it is, why it failed, or how far it is. */
export function PartView({ part }: { readonly part: ChatPart }): ReactNode {
  const { name, type, value, error, loaded, total } = part;
  if (error !== undefined) {
    return (
      <Alert color="red" title={name} p="xs">
        {error}
      </Alert>
    );
  }
  if (!("value" in part)) {
    const share = total ? Math.round((100 * loaded) / total) : 0;
    return (
      <div>
        <Text size="xs">
          {name} · {(loaded / 1e6).toFixed(1)} MB, {share} %
        </Text>
        <Progress value={share} aria-label={name} mt={4} />
      </div>
    );
  }
  if (type === "text") return <Text className="text">{String(value)}</Text>;
  if (type === "dictionary") return <Code block>{JSON.stringify(value, exactly, 2)}</Code>;
  if (type === "arrowtable" || type === "jsontable") return <TableView name={name} table={value} />;
  return <FileView name={name} type={type} content={value as Blob | Uint8Array<ArrayBuffer>} />;
}

function exactly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
