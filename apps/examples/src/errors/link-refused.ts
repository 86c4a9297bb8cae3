import { createServer } from "node:http";
import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const strict = createServer((_, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => strict.listen(0, "localhost", resolve));
  const address = strict.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const fileserver_url = `http://localhost:${port}`;

  const film = new Uint8Array(2_000_000);
  const [env] = await smartsend("films", [["film", film, "video"]]);
  const there = JSON.stringify(env).replace(/http:\/\/[^/]+/, fileserver_url);
  await smartreceive(there, { fileserver_url }).finally(() => strict.close());
  // #endregion example
}
