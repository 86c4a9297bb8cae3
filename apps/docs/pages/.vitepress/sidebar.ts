import { ERROR_CODES } from "@natsbridge/schema";
import type { DefaultTheme } from "vitepress";
import { importedPages } from "../../src/imported-pages.ts";
import { publicEntries } from "../../src/public-entries.ts";

const packages = Object.keys(importedPages)
  .filter((page) => page.startsWith("packages/"))
  .map((page) => page.slice(0, -".md".length))
  .map((page) => ({ text: page.slice("packages/".length), link: `/${page}` }));

const entries = publicEntries().map(({ name }) => ({ text: name, link: `/reference/${name}` }));

const errors = ERROR_CODES.map((code) => ({ text: code, link: `/errors/${code}` }));

export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Begin",
    items: [{ text: "Start in five minutes", link: "/start" }],
  },
  {
    text: "Understand",
    items: [
      { text: "Choose a file server", link: "/stores" },
      { text: "Security", link: "/security" },
      { text: "Wire format", link: "/wire-format" },
    ],
  },
  {
    text: "Look up",
    items: [
      { text: "Errors", link: "/errors/", collapsed: true, items: errors },
      { text: "API reference", link: "/reference/", collapsed: true, items: entries },
      { text: "Packages", collapsed: true, items: packages },
    ],
  },
];
