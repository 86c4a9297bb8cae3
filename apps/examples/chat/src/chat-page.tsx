import { Badge, Button, FileInput, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { getHotkeyHandler } from "@mantine/hooks";
import type { BridgeOptions, NATSBridge } from "natsbridge";
import { type ReactNode, useEffect, useReducer, useState } from "react";
import { type ChatMessage, connect, receive, send } from "./chat.ts";
import { MessageView } from "./message-view.tsx";

/** The page: talks with the agent over one connection, and receives what comes under `inbox`. */
export function ChatPage({ options, inbox }: { options: BridgeOptions; inbox: string }): ReactNode {
  const [bridge, setBridge] = useState<NATSBridge>();
  const [status, setStatus] = useState("connecting");
  const [messages, show] = useReducer((all: ChatMessage[], one: ChatMessage) => [...all, one], []);
  useEffect(() => {
    void connect(options).then(async (bridge) => {
      bridge.connection.subscribe(inbox, {
        callback: (_error, { data }) => void receive(bridge, data).then(show),
      });
      setBridge(bridge);
      setStatus("online");
      for await (const { type } of bridge.status()) {
        if (type === "disconnect") setStatus("reconnecting");
        if (type === "reconnect") setStatus("online");
      }
    });
  }, [options, inbox]);
  return (
    <Stack h="100dvh" gap={0}>
      <Group component="header" justify="space-between" p="xs">
        <Title size="h5">NATSBridge chat</Title>
        <Badge role="status" color={status === "online" ? "teal" : "orange"}>
          {status}
        </Badge>
      </Group>
      {/* Reversed, so that it stays at its end when messages come and grow. */}
      <Stack
        component="main"
        flex={1}
        p="sm"
        style={{ flexDirection: "column-reverse", overflow: "auto" }}
      >
        <Stack role="log" aria-label="Messages" w="100%" maw="52rem" mx="auto">
          <Text c="dimmed">{`Ask the agent. Other peers reach this page on ${inbox}.`}</Text>
          {messages.map((message, index) => (
            <MessageView key={`${index} ${message.from}`} {...message} />
          ))}
        </Stack>
      </Stack>
      <Composer
        isOnline={status === "online"}
        send={(text, files) => bridge && show(send(bridge, inbox, text, files))}
      />
    </Stack>
  );
}

interface ComposerProps {
  isOnline: boolean;
  send: (text: string, files: readonly File[]) => void;
}

/** Enter sends, Shift+Enter breaks the line, files go out with what is written. */
function Composer({ isOnline, send }: ComposerProps) {
  const [text, setText] = useState("");
  const submit = (files: readonly File[]) => {
    if (!isOnline || (text.trim() === "" && files.length === 0)) return;
    send(text, files);
    setText("");
  };
  return (
    <Group component="footer" gap="xs" p="sm" w="100%" maw="54rem" mx="auto" align="flex-end">
      {["picture", "sound", "table", "big file"].map((wish) => (
        <Button key={wish} variant="default" disabled={!isOnline} onClick={() => send(wish, [])}>
          {wish}
        </Button>
      ))}
      <FileInput multiple placeholder="Attach" value={[]} disabled={!isOnline} onChange={submit} />
      <Textarea
        flex="1 0 65%"
        aria-label="Message"
        placeholder={isOnline ? "Write a message" : "Waiting for the broker…"}
        autosize
        maxRows={6}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={getHotkeyHandler([["Enter", ({ isComposing }) => isComposing || submit([])]])}
      />
      <Button disabled={!isOnline || text.trim() === ""} onClick={() => submit([])}>
        Send
      </Button>
    </Group>
  );
}
