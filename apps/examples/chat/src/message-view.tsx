import { Alert, Anchor, Box, Code, Paper, Progress, Text } from "@mantine/core";
import type { Table } from "apache-arrow";
import HighTable, { type DataFrame } from "hightable";
import { type ReactNode, useEffect, useState } from "react";
import type { ChatMessage, ChatPart } from "./chat.ts";

type AnyTable = Table | Record<string, unknown>[];

const WRAP = { whiteSpace: "pre-wrap", overflowWrap: "anywhere" } as const;
const TAGS: Record<string, "img" | "audio" | "video"> = {
  image: "img",
  audio: "audio",
  video: "video",
};
const THEIRS = { mr: "auto" };
const MINE = { ml: "auto", bg: "var(--mantine-primary-color-light)" };

/** A message. Nothing in it is rendered as markup. */
export function MessageView({ from, time, parts }: ChatMessage): ReactNode {
  const clock = time.toLocaleTimeString([], { timeStyle: "short" });
  return (
    <Paper component="article" withBorder p="sm" maw="100%" {...(from === "You" ? MINE : THEIRS)}>
      <Text size="xs" c="dimmed" truncate>{`${from} · ${clock}`}</Text>
      {parts.map((part, index) => (
        <PartView key={`${index} ${part.name}`} part={part} />
      ))}
    </Paper>
  );
}

/** One payload: how far it is, why it failed, or what it is. */
function PartView({ part }: { part: ChatPart }) {
  const { name, type } = part;
  const [{ loaded, total }, setProgress] = useState<{ loaded: number; total?: number | undefined }>(
    { loaded: 0 },
  );
  const [value, setValue] = useState<unknown>();
  useEffect(() => {
    part.on_progress = setProgress;
    void part.value.then(setValue);
  }, [part]);
  if (value === undefined) {
    const share = total ? Math.round((100 * loaded) / total) : 0;
    return (
      <Text component="div" size="xs">
        {`${name} · ${(loaded / 1e6).toFixed(1)} MB, ${share} %`}
        <Progress value={share} aria-label={name} />
      </Text>
    );
  }
  if (value instanceof Error) return <Alert color="red">{`${name}: ${value.message}`}</Alert>;
  if (type === "text") return <Text style={WRAP}>{String(value)}</Text>;
  if (type === "dictionary") return <Code block>{JSON.stringify(value, exactly, 2)}</Code>;
  if (type.endsWith("table")) return <TableView name={name} table={value as AnyTable} />;
  return <FileView name={name} type={type} content={value as Blob} />;
}

const exactly = (_key: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);

/** The browser is told no media type: it finds pictures and sounds by their bytes, and runs nothing. */
function FileView({ name, type, content }: { name: string; type: string; content: Blob }) {
  const [blob] = useState(() => new Blob([content], { type: "application/octet-stream" }));
  const [src] = useState(() => URL.createObjectURL(blob));
  const [Tag, setTag] = useState(TAGS[type]);
  const media = { src, alt: name, "aria-label": name, onError: () => setTag(undefined) };
  return (
    <>
      {Tag && (
        <Box component={Tag} {...media} controls display="block" maw="100%" mah="13rem" bdrs="md" />
      )}
      <Anchor href={src} download={name} size="xs" style={WRAP}>
        {`${name} · ${(blob.size / 1e6).toFixed(1)} MB`}
      </Anchor>
    </>
  );
}

/** A table of any length, Arrow or rows: only the cells in view are read and shown. */
function TableView({ name, table }: { name: string; table: AnyTable }) {
  const [data] = useState(() => dataFrame(table));
  return (
    <Box w="40rem" maw="100%">
      <HighTable data={data} className="grid" focus={false} stringify={String} />
      <Text size="xs">{`${name} · ${data.numRows.toLocaleString("en")} rows`}</Text>
    </Box>
  );
}

function dataFrame(table: AnyTable): DataFrame {
  const isRows = Array.isArray(table);
  const names = new Set(isRows ? table.flatMap(Object.keys) : table.schema.names.map(String));
  return {
    columnDescriptors: [...names].map((name) => ({ name })),
    numRows: isRows ? table.length : table.numRows,
    getRowNumber: ({ row }) => ({ value: row }),
    getCell({ row, column }) {
      if (isRows) return { value: table[row]?.[column] ?? "" };
      const cells = table.getChild(column);
      const value: unknown = cells?.get(row) ?? "";
      // Arrow gives times as numbers, in ms.
      const isTime = typeof value === "number" && /^(Timestamp|Date)/.test(String(cells?.type));
      return { value: isTime ? new Date(value).toJSON() : value };
    },
  };
}
