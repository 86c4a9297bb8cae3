import { NATSBridge, NatsBridgeError, smartreceive, smartsend } from "natsbridge";

/** What the page asks for: where the servers are, and messages as Node wrote them. */
export interface Question {
  readonly where: { readonly broker_url: string; readonly fileserver_url: string };
  readonly linked: string;
  readonly table: string;
}

/** How the bridge was used, and which error came of it. */
export type Answer = Readonly<Record<string, string>>;

async function faultOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) =>
      NatsBridgeError.isInstance(error) ? `${error.code}: ${error.message}` : String(error),
  );
}

async function answer({ where, linked, table }: Question): Promise<Answer> {
  const upload = { ...where, is_publish: false, size_threshold: 1 };
  return {
    connect: await faultOf(NATSBridge.connect(where)),
    upload: await faultOf(smartsend("x", [["a", "b", "text"]], upload)),
    write: await faultOf(smartsend("x", [["a", [{ id: 1 }], "arrowtable"]], { is_publish: false })),
    linked: await faultOf(smartreceive(linked, where)),
    lazy: await faultOf(smartreceive(linked, { ...where, lazy: true })),
    table: await faultOf(smartreceive(table, where)),
  };
}

/** A service worker as a module of several files. */
addEventListener("message", ({ data, ports: [port] }: MessageEvent<Question>) => {
  void answer(data).then((told) => port?.postMessage(told));
});
