import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useSyncExternalStore } from "react";
import type { ChatSession } from "./chat-session.ts";
import { Composer } from "./composer.tsx";
import { MessageView } from "./message-view.tsx";
import { SchemeButton } from "./scheme-button.tsx";

const COLORS = { connecting: "yellow", online: "teal", reconnecting: "orange" };

/** The whole page: who is there, what was said, and where to write. */
export function ChatPage({ session }: { readonly session: ChatSession }): ReactNode {
  const { status, messages } = useSyncExternalStore(session.subscribe, () => session.state);
  return (
    <div className="page">
      <Group component="header" className="bar" justify="space-between" wrap="nowrap">
        <Title order={1} size="h5">
          NATSBridge chat
        </Title>
        <Group gap="xs" wrap="nowrap">
          <Badge className="fixed" role="status" color={COLORS[status]} variant="light">
            {status}
          </Badge>
          <SchemeButton />
        </Group>
      </Group>
      <main className="log">
        <Stack className="column" gap="md" role="log" aria-label="Messages">
          {messages.length === 0 && (
            <Text c="dimmed" ta="center" mt="xl">
              Write something, drop in a file, or ask the agent for a picture, a sound, a table of a
              million rows or a big file.
            </Text>
          )}
          {messages.map((message) => (
            <MessageView key={message.id} message={message} />
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
