/** What is needed of a way to run a server. */
interface Site {
  readonly url: string;
  readLog(): Promise<string>;
  stop(): Promise<void>;
}
type StartServer<Server> = (options: {
  readonly jetstream?: boolean;
  readonly config: string;
}) => Promise<Server>;

/** Servers whose JetStream another account or domain uses. */
export interface NatsSites<Server> {
  /** In the order in which they are to be stopped. */
  readonly servers: readonly Server[];
  /** Address of a client for whom the streams are elsewhere. */
  readonly url: string;
  /** Where they are. */
  readonly place: { readonly domain?: string; readonly api_prefix?: string };
}

/** A site at the edge with a JetStream domain of its own, tied to a hub by a leaf node. Files go into `directory`. */
export async function startEdge<Server extends Site>(
  start: StartServer<Server>,
  directory: string,
): Promise<NatsSites<Server>> {
  const hub = await start({
    config: `jetstream { store_dir: "${directory}/hub", domain: hub }
leafnodes { listen: "127.0.0.1:-1" }`,
  });
  const [, port] = /leafnode connections on 127\.0\.0\.1:(\d+)/.exec(await hub.readLog()) ?? [];
  const edge = await start({
    config: `jetstream { store_dir: "${directory}/edge", domain: edge }
leafnodes { remotes: [{ url: "nats-leaf://127.0.0.1:${port}" }] }`,
  });
  return { servers: [edge, hub], url: edge.url, place: { domain: "hub" } };
}

/** An account without JetStream that imports the API, the acknowledgements and some subjects of another. */
export async function startImporting<Server extends Site>(
  start: StartServer<Server>,
): Promise<NatsSites<Server>> {
  const server = await start({
    jetstream: true,
    config: `accounts {
      OWNER { jetstream: enabled, users: [{ user: owner, password: x }], exports: [
        { service: "$JS.API.>", response_type: stream }
        { service: "$JS.ACK.>" }
        { service: "$O.>" }
        { service: "far.>" }
      ] }
      GUEST { users: [{ user: guest, password: x }], imports: [
        { service: { account: OWNER, subject: "$JS.API.>" }, to: "JS.owner.API.>" }
        { service: { account: OWNER, subject: "$JS.ACK.>" } }
        { service: { account: OWNER, subject: "$O.>" } }
        { service: { account: OWNER, subject: "far.>" } }
      ] }
    }`,
  });
  const url = server.url.replace("//", "//guest:x@");
  return { servers: [server], url, place: { api_prefix: "JS.owner.API" } };
}
