import rules from "../../.dependency-cruiser.mjs";

/**
 * What a bundler pulls into a page: every module reachable from the entries with the `browser` condition.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
export default {
  forbidden: [
    {
      name: "no-node-on-browser-path",
      comment: "Node variants go through package `imports` with a `browser` condition.",
      severity: "error",
      from: { path: "^packages/" },
      to: { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-node-client-on-browser-path",
      comment: "The NATS clients for Node open TCP sockets.",
      severity: "error",
      from: { path: "^packages/" },
      to: {
        path: ["/node_modules/(nats|@nats-io/transport-node)/"],
        dependencyTypesNot: ["type-only"],
      },
    },
  ],
  options: {
    ...rules.options,
    enhancedResolveOptions: {
      ...rules.options.enhancedResolveOptions,
      conditionNames: ["@natsbridge/source", "browser", "import", "default"],
    },
  },
};
