import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useSyncExternalStore } from "react";
import type { ChatSession } from "./chat-session.ts";
import { Composer } from "./composer.tsx";
import { PartView } from "./part-view.tsx";

const COLORS = { connecting: "yellow", online: "teal", reconnecting: "orange" };
const HINT =
  "Write something, attach a file, or ask the agent for a picture, a sound, a table of a million rows or a big file.";

/** The whole page. What came with a message is shown as text, never as markup. */
export function ChatPage({ session }: { readonly session: ChatSession }): ReactNode {
  useSyncExternalStore(session.subscribe, () => session.version);
  const { status, messages } = session;
  return (
    <div className="page">
      <Group component="header" className="bar" justify="space-between" wrap="nowrap">
        <Title order={1} size="h5">
          NATSBridge chat
        </Title>
        <Badge className="fixed" role="status" color={COLORS[status]} variant="light">
          {status}
        </Badge>
      </Group>
      <main className="log">
        <Stack className="column" gap="md" role="log" aria-label="Messages">
          {messages.length === 0 && (
            <Text c="dimmed">
              {HINT} Any other peer reaches this page on the subject {session.inbox}.
            </Text>
          )}
          {messages.map(({ from, time, parts }, index) => (
            <Paper
              key={`${index} ${time}`}
              component="article"
              className={from === "You" ? "message mine" : "message"}
              p="sm"
              radius="lg"
              withBorder
            >
              <Group gap="xs" justify="space-between" wrap="nowrap" mb="xs">
                <Text size="xs" fw={600} truncate>
                  {from}
                </Text>
                <Text size="xs" c="dimmed">
                  {time}
                </Text>
              </Group>
              <Stack gap="xs">
                {parts.map((part, position) => (
                  <PartView key={`${position} ${part.name}`} part={part} />
                ))}
              </Stack>
            </Paper>
          ))}
        </Stack>
      </main>
      <footer className="bar">
        <Composer
          isOnline={status === "online"}
          send={(text, files) => session.send(text, files)}
        />
      </footer>
    </div>
  );
}
