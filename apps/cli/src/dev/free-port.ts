import { once } from "node:events";
import { createServer } from "node:net";

/** Whether nobody listens on a port of this machine's loopback address. */
export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: "127.0.0.1", exclusive: true });
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
