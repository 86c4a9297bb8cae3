/** What is installed besides our packages, from the registry, each version chosen here. */
export const PINNED: Readonly<Record<ToolGroup, Readonly<Record<string, string>>>> = {
  engines: {
    bun: "1.4.5",
    deno: "2.9.6",
    node22: "npm:node@22.15.0",
    node26: "npm:node@26.10.0",
  },
};

/** A group of tools that are installed together. */
export type ToolGroup = "engines";
