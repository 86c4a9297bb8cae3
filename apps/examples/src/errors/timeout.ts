import { NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await using bridge = await NATSBridge.connect();
  const deaf = bridge.subscribe("square"); // hears the question, and never answers
  await deaf.ready;
  await bridge.request("square", [["n", 12, "dictionary"]], { timeout: 200 });
  // #endregion example
}
