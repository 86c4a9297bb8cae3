import * as core from "@natsbridge/core";

/** All of the package, and nothing else: what it weighs, and when it loads the rest. */
Object.assign(globalThis, { core });
