import { Badge, Button, FileInput, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { getHotkeyHandler } from "@mantine/hooks";
import type { BridgeOptions, NATSBridge } from "natsbridge";
import { type ReactNode, useEffect, useReducer, useState } from "react";
import { type ChatMessage, connect, receive, send } from "./chat.ts";
import { MessageView } from "./message-view.tsx";

/** Messages that are shown; what older ones hold is let go. */
const MOST_SHOWN = 200;

/** The page: talks with the agent over one connection, and receives what is sent to `inbox`. */
export function ChatPage({ options, inbox }: { options: BridgeOptions; inbox: string }): ReactNode {
  const [bridge, setBridge] = useState<NATSBridge>();
  const [status, setStatus] = useState("connecting");
  const [why, tell] = useState("");
  const [messages, show] = useReducer(
    (all: ChatMessage[], one: ChatMessage) => [...all, one].slice(-MOST_SHOWN),
    [],
  );
  const [text, setText] = useState("");
  useEffect(() => {
    void connect(options, tell).then(async (bridge) => {
      bridge.connection.subscribe(inbox, {
        callback: (_error, { data }) => void receive(bridge, data).then(show),
      });
      setBridge(bridge);
      setStatus("online");
      tell("");
      for await (const { type } of bridge.status()) {
        if (type === "disconnect") setStatus("reconnecting");
        if (type === "reconnect") setStatus("online");
      }
    });
  }, [options, inbox]);
  const isOnline = status === "online";
  const small = { size: "xs", variant: "default", disabled: !isOnline };
  const say = (text: string, files: readonly File[]) => bridge && show(send(bridge, text, files));
  const submit = (files: readonly File[]) => {
    if (!isOnline || (text.trim() === "" && files.length === 0)) return;
    say(text, files);
    setText("");
  };
  return (
    <Stack h="100dvh" gap={0}>
      <Group component="header" justify="space-between" p="xs">
        <Title size="h5">NATSBridge chat</Title>
        <Badge role="status" color={isOnline ? "teal" : "orange"}>
          {status}
        </Badge>
      </Group>
      <main>
        <Stack role="log" aria-label="Messages" w="100%" maw="52rem" mx="auto">
          <Text c="dimmed">{why || `Ask the agent. Other peers reach this page on ${inbox}.`}</Text>
          {messages.map((message, index) => (
            <MessageView key={`${index} ${message.from}`} {...message} />
          ))}
        </Stack>
      </main>
      <Group component="footer" gap="xs" p="sm" w="100%" maw="54rem" mx="auto" align="flex-end">
        {["picture", "sound", "table", "big file"].map((wish) => (
          <Button key={wish} {...small} onClick={() => say(wish, [])}>
            {wish}
          </Button>
        ))}
        <FileInput {...small} multiple placeholder="attach" value={[]} onChange={submit} />
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
    </Stack>
  );
}
