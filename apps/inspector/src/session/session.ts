import { redactUrl } from "@natsbridge/schema";
import { NATSBridge } from "natsbridge";
import { LiveFeed } from "../live/live-feed.ts";
import { type Login, loginOptions } from "./login.ts";

/** A connection, and what was seen over it. */
export interface Session {
  readonly bridge: NATSBridge;
  readonly feed: LiveFeed;
  /** The broker, without credentials. */
  readonly label: string;
  /** The file server; empty where none was named. */
  readonly files: string;
  /** Origins and folders that links may lead to, besides the file server. */
  readonly allowed: string[];
  close(): Promise<void>;
}

/** Connects. @throws NatsBridgeError that says what is wrong or missing. */
export async function openSession(login: Login): Promise<Session> {
  const bridge = await NATSBridge.connect({
    broker_url: login.broker,
    connection_options: { name: "natsbridge inspector", ...(await loginOptions(login)) },
    sender_name: "inspector",
    ...(login.files !== "" && { fileserver_url: login.files }),
  });
  const feed = new LiveFeed(bridge);
  return {
    bridge,
    feed,
    label: redactUrl(login.broker),
    files: login.files,
    allowed: [],
    close() {
      feed.stop();
      return bridge.close();
    },
  };
}
