import { Button, FileButton, Group, Pill, Stack, Textarea } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";

const IDEAS = ["picture", "sound", "table", "big file"];

/** Where a message is written: text, files, or a wish to the agent. Enter sends, Shift+Enter breaks the line. */
export function Composer({
  isOnline,
  send,
}: {
  readonly isOnline: boolean;
  readonly send: (text: string, files: readonly File[]) => void;
}): ReactNode {
  const [text, setText] = useState("");
  const [files, setFiles] = useState<readonly File[]>([]);
  const isReady = isOnline && (text.trim() !== "" || files.length > 0);
  const submit = () => {
    if (!isReady) return;
    send(text, files);
    setText("");
    setFiles([]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <Stack className="column" gap="xs">
      <Group gap="xs">
        {IDEAS.map((idea) => (
          <Button
            key={idea}
            size="compact-xs"
            variant="light"
            radius="xl"
            disabled={!isOnline}
            onClick={() => send(idea, [])}
          >
            {idea}
          </Button>
        ))}
        {files.map((file) => (
          <Pill
            key={file.name}
            withRemoveButton
            onRemove={() => setFiles(files.filter((each) => each !== file))}
          >
            {file.name}
          </Pill>
        ))}
      </Group>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <FileButton multiple onChange={(picked) => setFiles([...files, ...picked])}>
          {(props) => (
            <Button {...props} variant="default">
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
        <Button onClick={submit} disabled={!isReady}>
          Send
        </Button>
      </Group>
    </Stack>
  );
}
