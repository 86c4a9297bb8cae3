import "@mantine/core/styles.css";
import "hightable/src/HighTable.css";
import "./chat.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { ChatPage } from "./chat-page.tsx";
import { ChatSession } from "./chat-session.ts";

const given = new URLSearchParams(location.search);
const session = new ChatSession(
  {
    broker_url: given.get("broker") ?? `ws://${location.hostname}:8080`,
    fileserver_url: given.get("files") ?? `http://${location.hostname}:8090`,
  },
  given.get("inbox"),
);
void session.run();
// Mantine's own <style> elements are off: its style sheet has the same, and a strict content security policy forbids them.
createRoot(document.getElementById("root") ?? document.body).render(
  <MantineProvider defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <ChatPage session={session} />
  </MantineProvider>,
);
