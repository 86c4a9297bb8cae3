/** Where the page finds its servers, and whom it talks to. */
export interface ChatSettings {
  readonly broker_url: string;
  readonly fileserver_url: string;
  /** Subject of the agent. */
  readonly agent: string;
}

/** Read from the address (`?broker=…&files=…&agent=…`), else the ports that the start script uses. */
export function chatSettings({ search, hostname }: Location): ChatSettings {
  const given = new URLSearchParams(search);
  return {
    broker_url: given.get("broker") ?? `ws://${hostname}:9222`,
    fileserver_url: given.get("files") ?? `http://${hostname}:9223`,
    agent: given.get("agent") ?? "chat.agent",
  };
}
