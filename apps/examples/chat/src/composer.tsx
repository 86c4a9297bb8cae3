import { Button, FileButton, Group, Stack, Textarea } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";

/** Where a message is written. Enter sends, Shift+Enter breaks the line, files go out with what is written. */
export function Composer({
  isOnline,
  send,
}: {
  readonly isOnline: boolean;
  readonly send: (text: string, files: readonly File[]) => void;
}): ReactNode {
  const [text, setText] = useState("");
  const submit = (files: readonly File[]) => {
    if (!isOnline || (text.trim() === "" && files.length === 0)) return;
    send(text, files);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit([]);
  };
  return (
    <Stack className="column" gap="xs">
      <Button.Group>
        {["picture", "sound", "table", "big file"].map((wish) => (
          <Button
            key={wish}
            size="compact-sm"
            variant="default"
            disabled={!isOnline}
            onClick={() => send(wish, [])}
          >
            {wish}
          </Button>
        ))}
      </Button.Group>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <FileButton multiple onChange={submit}>
          {(props) => (
            <Button {...props} variant="default" disabled={!isOnline}>
              Attach
            </Button>
          )}
        </FileButton>
        <Textarea
          className="grow"
          aria-label="Message"
          placeholder={isOnline ? "Write a message" : "Waiting for the broker…"}
          autosize
          maxRows={6}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button onClick={() => submit([])} disabled={!isOnline || text.trim() === ""}>
          Send
        </Button>
      </Group>
    </Stack>
  );
}
