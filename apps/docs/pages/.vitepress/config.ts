import type { DefaultTheme, UserConfig } from "vitepress";
import llms from "vitepress-plugin-llms";
import { sidebar } from "./sidebar.ts";

const config: UserConfig<DefaultTheme.Config> = {
  title: "NATSBridge",
  description: "Typed payloads of any size over NATS, between programs in different languages",
  lang: "en",
  head: [["link", { rel: "icon", href: "/favicon.svg" }]],
  outDir: "../dist/site",
  cacheDir: "../dist/cache",
  cleanUrls: true,
  // Those of examples: they are there only where the reader started something.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Do", link: "/scenarios/settings" },
      { text: "Errors", link: "/errors/" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar,
    outline: [2, 3],
    docFooter: { prev: false, next: false },
  },
  markdown: { lineNumbers: false },
  vite: { plugins: [llms({ stripHTML: false, injectLLMHint: false })] },
};

export default config;
