import { Alert, Code, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChatPart } from "./chat-message.ts";
import { FileView } from "./file-view.tsx";
import { formatBytes } from "./format-bytes.ts";
import { arrowData, rowData } from "./table-data.ts";
import { TableView } from "./table-view.tsx";

/** One payload: how far it is, why it failed, or what it is. */
export function PartView({ part }: { readonly part: ChatPart }): ReactNode {
  if (part.state === "failed") {
    return (
      <Alert color="red" title={part.name} p="xs">
        {part.reason}
      </Alert>
    );
  }
  if (part.state === "moving") {
    const { name, loaded, total } = part;
    const share = total ? (100 * loaded) / total : 0;
    return (
      <div>
        <Text size="xs" truncate>
          {name} · {formatBytes(loaded)}
          {total ? ` of ${formatBytes(total)}` : ""}
        </Text>
        <Progress value={share} aria-label={name} mt={4} />
      </div>
    );
  }
  const { value, type, name } = part;
  if (type === "text") return <Text className="text">{String(value)}</Text>;
  if (type === "dictionary") return <Code block>{JSON.stringify(value, exactly, 2)}</Code>;
  if (type === "arrowtable") return <TableView name={name} data={arrowData(value)} />;
  if (type === "jsontable") return <TableView name={name} data={rowData(value)} />;
  return <FileView name={name} type={type} content={value as Blob | Uint8Array<ArrayBuffer>} />;
}

function exactly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
