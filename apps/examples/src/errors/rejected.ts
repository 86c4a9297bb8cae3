import { NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await using bridge = await NATSBridge.connect();
  const service = bridge.serve(
    "square",
    () => {
      throw new Error("12 is not my number");
    },
    { expose_errors: true },
  );
  await service.ready;
  await bridge.request("square", [["n", 12, "dictionary"]]);
  // #endregion example
}
