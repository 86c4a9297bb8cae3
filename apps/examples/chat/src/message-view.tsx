import { Alert, Anchor, Box, Code, Paper, Progress, Text } from "@mantine/core";
import type { Table } from "apache-arrow";
import HighTable, { type DataFrame } from "hightable";
import { type JSX, useEffect, useState } from "react";
import type { ChatMessage, ChatPart } from "./chat.ts";

type Rows = Record<string, unknown>[];

const THEIRS = { mr: "auto", maw: "100%" };
const MINE = { ml: "auto", maw: "100%", bg: "var(--mantine-primary-color-light)" };
const TAGS = { image: "img", audio: "audio", video: "video", binary: undefined } as const;

/** A message. Nothing in it is rendered as markup. */
export function MessageView({ from, parts }: ChatMessage): JSX.Element {
  const [time] = useState(() => new Date().toLocaleTimeString([], { timeStyle: "short" }));
  return (
    <Paper component="article" p="sm" withBorder {...(from === undefined ? MINE : THEIRS)}>
      <Text size="xs" c="dimmed" truncate>{`${from ?? "You"} · ${time}`}</Text>
      {parts.map((part, index) => (
        <PartView key={`${index} ${part.name}`} part={part} />
      ))}
    </Paper>
  );
}

/** One payload: how far it is, what it is, or why it failed. */
function PartView({ part }: { part: ChatPart }) {
  const [bar, setBar] = useState(() => progressView(part.name, 0));
  const [view, setView] = useState<JSX.Element>();
  useEffect(() => {
    part.on_progress = ({ loaded, total }) => setBar(progressView(part.name, loaded, total));
    let isGone = false;
    const urls: string[] = [];
    const addressOf = (blob: Blob) => {
      const url = URL.createObjectURL(blob);
      urls.push(url);
      return url;
    };
    void part.value
      .then((value) => (isGone ? undefined : valueView(part, value, setView, addressOf)))
      .catch((error) => <Alert color="red">{`${part.name}: ${error.message}`}</Alert>)
      .then(setView);
    // An object URL keeps its bytes until it is revoked.
    return () => {
      isGone = true;
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [part]);
  return view ?? bar;
}

function progressView(name: string, loaded: number, total = 0) {
  const share = total && Math.round((100 * loaded) / total);
  return (
    <Text component="div" size="xs">
      {`${name} · ${sizeText(loaded)}, ${share} %`}
      <Progress value={share} aria-label={name} mt={4} />
    </Text>
  );
}

function valueView(
  { name, type }: ChatPart,
  value: unknown,
  setView: (view: JSX.Element) => void,
  addressOf: (blob: Blob) => string,
) {
  if (value instanceof Error) throw value;
  if (type === "text") return <Text className="text">{String(value)}</Text>;
  if (type === "dictionary") return <Code block>{asText(value, 2)}</Code>;
  if (type === "arrowtable" || type === "jsontable") return tableView(name, value as Table);
  // The browser is told no media type: it finds pictures and sounds by their bytes, and runs nothing.
  const blob = new Blob([value as Blob], { type: "application/octet-stream" });
  const src = addressOf(blob);
  const link = (
    <Anchor href={src} download={name} className="text" size="xs" display="block">
      {`${name} · ${sizeText(blob.size)}`}
    </Anchor>
  );
  const media = { src, "aria-label": name, controls: true, onError: () => setView(link) };
  const Tag = TAGS[type];
  return (
    <>
      {Tag && <Box component={Tag} {...media} display="block" maw="100%" mah="13rem" bdrs="md" />}
      {link}
    </>
  );
}

/** Arrow columns or rows, of any length: only the cells in view are read. */
function tableView(name: string, table: Table | Rows) {
  const isRows = Array.isArray(table);
  const names = new Set(isRows ? table.flatMap(Object.keys) : table.schema.names.map(String));
  const data: DataFrame = {
    columnDescriptors: [...names].map((name) => ({ name })),
    numRows: isRows ? table.length : table.numRows,
    getRowNumber: ({ row }) => ({ value: row }),
    getCell: ({ row, column }) => ({ value: cellText(table, column, row) }),
  };
  return (
    <Box w="40rem" maw="100%" ref={(box) => nameGrid(box, name)}>
      <HighTable data={data} className="grid" focus={false} stringify={String} />
      <Text size="xs">{`${name} · ${data.numRows.toLocaleString("en")} rows`}</Text>
    </Box>
  );
}

function cellText(table: Table | Rows, column: string, row: number) {
  try {
    if (Array.isArray(table)) return asText(table[row]?.[column] ?? "");
    const cells = table.getChild(column);
    const value = cells?.get(row) ?? "";
    // Arrow gives times as numbers, in ms.
    const isTime = typeof value === "number" && /^(Timestamp|Date)/.test(String(cells?.type));
    return String((isTime && new Date(value).toJSON()) || value);
  } catch (error) {
    return String(error);
  }
}

function asText(value: unknown, indent?: number) {
  const exactly = (_: string, part: unknown) => (typeof part === "bigint" ? String(part) : part);
  return value instanceof Object ? JSON.stringify(value, exactly, indent) : String(value);
}

/** Small ones in kB, so that none is 0.0 MB. */
function sizeText(bytes: number) {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The grid takes no name; a screen reader is to hear that of the table. */
function nameGrid(box: HTMLElement | null, name: string) {
  box?.querySelector("[role=grid]")?.setAttribute("aria-label", name);
}
