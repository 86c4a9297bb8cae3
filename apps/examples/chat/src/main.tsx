import "@mantine/core/styles.css";
import "hightable/src/HighTable.css";
import "./chat.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { AskFirst } from "./ask-first.tsx";
import { OWN_ID } from "./chat.ts";
import { ChatPage } from "./chat-page.tsx";

const given = new URLSearchParams(location.search);
const room = given.get("room");
const inbox = given.get("inbox") ?? `chat.page.${Math.random().toString(36).slice(2)}`;
const options = {
  broker_url: given.get("broker") ?? `ws://${location.hostname}:8080`,
  fileserver_url: given.get("files") ?? `http://${location.hostname}:8090`,
  reply_to: inbox,
  sender_id: OWN_ID,
  sender_name: given.get("name") ?? "chat page",
};
const place = room === null ? { agent: "chat.agent", inbox } : roomOf(room);
// Mantine's own <style> elements are off: its style sheet has the same, and a strict policy forbids them.
createRoot(document.getElementById("root") ?? document.body).render(
  <MantineProvider defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <AskFirst given={{ broker: given.get("broker"), files: given.get("files") }}>
      <ChatPage options={options} place={place} />
    </AskFirst>
  </MantineProvider>,
);

/** A room is one subject, on which everybody in it speaks and listens. */
function roomOf(name: string) {
  const subject = `chat.room.${name.replace(/[^\w-]/g, "_")}`;
  return { room: name, agent: subject, inbox: subject };
}
