import { NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await using bridge = await NATSBridge.connect();
  await bridge.request("square", [["n", 12, "dictionary"]]); // nobody serves it
  // #endregion example
}
