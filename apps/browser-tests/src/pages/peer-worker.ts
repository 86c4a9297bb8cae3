import { exposePeer } from "./peer-api.ts";

exposePeer();
self.postMessage("ready");
