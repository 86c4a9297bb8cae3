/** Where the server of this page says that broker and files are. */
export interface FoundServers {
  readonly websocket: string;
  readonly files: string;
}

/** Asks the server of the page, which may know nothing. */
export async function foundServers(): Promise<FoundServers | undefined> {
  try {
    const answer = await fetch("./natsbridge.json", { redirect: "error" });
    if (!answer.ok) return undefined;
    const { websocket, files } = (await answer.json()) as Partial<Record<string, unknown>>;
    if (typeof websocket !== "string") return undefined;
    return { websocket, files: typeof files === "string" ? files : "" };
  } catch {
    return undefined;
  }
}
