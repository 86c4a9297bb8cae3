import "@mantine/core/styles.css";
import "hightable/src/HighTable.css";
import "./page/base.css";
import "./page/frame.css";
import "./live/list.css";
import "./message/message.css";
import "./payload/payload.css";
import "./streams/streams.css";
import "./conversation/conversation.css";
import "./table/table.css";
import "./compose/compose.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { App } from "./page/app.tsx";
import { theme } from "./page/theme.tsx";

// Mantine's own <style> elements are off: its style sheet has the same, and a strict policy forbids them.
createRoot(document.getElementById("root") ?? document.body).render(
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    withCssVariables={false}
    withGlobalClasses={false}
  >
    <App />
  </MantineProvider>,
);
