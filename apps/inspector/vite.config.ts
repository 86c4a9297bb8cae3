import { defaultClientConditions, defineConfig, type UserConfig } from "vite";

/** Static files that any web server may serve, from any folder. */
const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  base: "./",
  // The packages' sources, so that nothing has to be built before.
  resolve: { conditions: ["@natsbridge/source", ...defaultClientConditions] },
  build: {
    // React libraries mark their modules for servers; there is none here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
    // Nothing is inlined as a data: URL, which the page's policy would forbid.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});
export default config;
