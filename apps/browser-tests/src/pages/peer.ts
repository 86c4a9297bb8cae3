import { exposePeer } from "./peer-api.ts";

exposePeer();
new Worker(new URL("./peer-worker.ts", import.meta.url), { type: "module" });
