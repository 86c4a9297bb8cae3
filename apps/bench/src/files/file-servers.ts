import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalFileServer } from "@natsbridge/fileserver-local";

/**
 * Two servers in a process of their own: the embedded one, which writes to disk, and one that answers as Plik does and
 * throws everything away. Prints their addresses; ends when its standard input does.
 */
const local = await createLocalFileServer();
const sink = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const isUpload = request.url === "/upload";
    response.end(
      JSON.stringify(isUpload ? { id: "u", uploadToken: "t" } : { id: "f", fileName: "x" }),
    );
  });
});
sink.listen(0, "127.0.0.1", () => {
  const { port } = sink.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ local: local.url, sink: `http://127.0.0.1:${port}` })}\n`,
  );
});
process.stdin.on("end", async () => {
  sink.close();
  sink.closeAllConnections();
  await local.close();
});
process.stdin.resume();
