import {
  Alert,
  Badge,
  Button,
  FileInput,
  Group,
  Stack,
  Text,
  Textarea,
  Title,
} from "@mantine/core";
import { getHotkeyHandler } from "@mantine/hooks";
import type { BridgeOptions, NATSBridge } from "natsbridge";
import { type ReactNode, useEffect, useReducer, useState } from "react";
import { type ChatMessage, connect, receiveAll, send } from "./chat.ts";
import { MessageView } from "./message-view.tsx";

/** Messages that are shown; what older ones hold is let go. */
const MOST_SHOWN = 200;

const WISHES = {
  picture: "a picture that the agent draws",
  sound: "two seconds of a tone",
  table: "a million rows, as a grid",
  "big file": "60 MB, over the file server",
};

/** Where the page speaks and listens: with the agent, or in a room. */
export interface ChatPlace {
  /** Name of the room. */
  readonly room?: string;
  /** Subject that is spoken to. */
  readonly agent: string;
  /** Subject that is listened to. */
  readonly inbox: string;
}

/** The page: talks with the agent, or in a room, over one connection, and receives what is sent to `inbox`. */
export function ChatPage({
  options,
  place,
}: {
  options: BridgeOptions;
  place: ChatPlace;
}): ReactNode {
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
      addEventListener("pagehide", () => void bridge.close(), { once: true });
      void receiveAll(bridge, place.inbox, show).catch((error) => tell(error.message));
      setBridge(bridge);
      setStatus("online");
      tell("");
      for await (const { type } of bridge.status()) {
        if (type === "disconnect") {
          setStatus("reconnecting");
          tell("The connection to the broker is lost. The page connects again by itself.");
        }
        if (type === "reconnect") {
          setStatus("online");
          tell("");
        }
      }
    });
  }, [options, place]);
  const isOnline = status === "online";
  const small = { size: "xs", variant: "default", disabled: !isOnline };
  const say = (text: string, files: readonly File[]) =>
    bridge && show(send(bridge, place.agent, text, files));
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
          {why === "" ? (
            <Welcome place={place} />
          ) : (
            <Alert color="orange" role="alert">
              {why}
            </Alert>
          )}
          {messages.map((message, index) => (
            <MessageView key={`${index} ${message.from}`} {...message} />
          ))}
        </Stack>
      </main>
      <Group component="footer" gap="xs" p="sm" w="100%" maw="54rem" mx="auto" align="flex-end">
        {place.room === undefined &&
          Object.entries(WISHES).map(([wish, what]) => (
            <Button key={wish} {...small} title={what} onClick={() => say(wish, [])}>
              {wish}
            </Button>
          ))}
        <FileInput {...small} multiple placeholder="attach" value={[]} onChange={submit} />
        <Textarea
          flex="1 1 60%"
          miw={0}
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

function Welcome({ place: { room, inbox } }: { place: ChatPlace }) {
  if (room !== undefined) {
    return (
      <Text c="dimmed">{`You are in the room ${room}. Whoever opens this address is in it.`}</Text>
    );
  }
  return (
    <Text component="div" c="dimmed">
      Ask the agent. The buttons below ask for
      <ul className="wishes">
        {Object.entries(WISHES).map(([wish, what]) => (
          <li key={wish}>{`${wish}: ${what}`}</li>
        ))}
      </ul>
      {`Other peers reach this page on ${inbox}.`}
    </Text>
  );
}
