import { Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChatMessage } from "./chat-message.ts";
import { PartView } from "./part-view.tsx";

/** One message, on the right where it is ours. All that came with it is shown as text, never as markup. */
export function MessageView({ message }: { readonly message: ChatMessage }): ReactNode {
  const { from, isMine, time, parts } = message;
  return (
    <Paper
      component="article"
      className={isMine ? "message mine" : "message"}
      p="sm"
      radius="lg"
      withBorder
    >
      <Stack gap="xs">
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text size="xs" fw={600} truncate>
            {from}
          </Text>
          <Text size="xs" c="dimmed">
            {time}
          </Text>
        </Group>
        {parts.map((part, index) => (
          <PartView key={`${index} ${part.name}`} part={part} />
        ))}
      </Stack>
    </Paper>
  );
}
