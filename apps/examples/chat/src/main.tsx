import "@mantine/core/styles.css";
import "hightable/src/HighTable.css";
import "./chat.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { ChatPage } from "./chat-page.tsx";
import { ChatSession } from "./chat-session.ts";
import { chatSettings } from "./chat-settings.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element #root");
const session = new ChatSession(chatSettings(location));
void session.run();
// Mantine's own <style> elements are off: its style sheet has the same, and a strict content security policy forbids them.
createRoot(root).render(
  <MantineProvider defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <ChatPage session={session} />
  </MantineProvider>,
);
