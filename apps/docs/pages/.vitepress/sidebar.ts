import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { importedPages } from "../../src/imported-pages.ts";
import { repository } from "../../src/paths.ts";
import { publicEntries } from "../../src/public-entries.ts";

const packages = Object.keys(importedPages)
  .filter((page) => page.startsWith("packages/"))
  .map((page) => page.slice(0, -".md".length))
  .map((page) => ({ text: page.slice("packages/".length), link: `/${page}` }));

const entries = publicEntries().map(({ name }) => ({ text: name, link: `/reference/${name}` }));

const errors = readdirSync(join(repository, "packages/schema/errors"))
  .map((file) => file.slice(0, -".md".length))
  .map((code) => ({ text: code, link: `/errors/${code}` }));

export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Begin",
    items: [
      { text: "Start in five minutes", link: "/start" },
      { text: "See how it works", link: "/how-it-works" },
    ],
  },
  {
    text: "Do",
    items: [
      { text: "Connect", link: "/scenarios/connect" },
      { text: "Send a setting", link: "/scenarios/settings" },
      { text: "Chat with text and pictures", link: "/scenarios/chat" },
      { text: "Send a table", link: "/scenarios/table" },
      { text: "Send a file of any size", link: "/scenarios/file" },
      { text: "Ask a service for an answer", link: "/scenarios/service" },
      { text: "Work through a stream", link: "/scenarios/stream" },
    ],
  },
  {
    text: "Run",
    items: [
      { text: "Know what can be lost", link: "/delivery" },
      { text: "Choose a file server", link: "/stores" },
      { text: "Run it for real", link: "/running" },
      { text: "Security", link: "/security" },
      { text: "The command natsbridge", link: "/cli" },
      { text: "Look into messages", link: "/inspector" },
    ],
  },
  {
    text: "Come from",
    items: [
      { text: "Object Store", link: "/from/object-store" },
      { text: "SQS extended client", link: "/from/sqs-extended-client" },
      { text: "MassTransit", link: "/from/masstransit" },
      { text: "A convention of your own", link: "/from/own-convention" },
    ],
  },
  {
    text: "Look up",
    items: [
      { text: "Errors", link: "/errors/", collapsed: true, items: errors },
      { text: "Limits and questions", link: "/limits" },
      { text: "API reference", link: "/reference/", collapsed: true, items: entries },
      { text: "Packages", collapsed: true, items: packages },
      { text: "Wire format", link: "/wire-format" },
      { text: "Original specification", link: "/original-specification" },
      { text: "Versions", link: "/versions" },
    ],
  },
];
