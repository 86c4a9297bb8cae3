import { smartreceive } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await smartreceive('{"hello":"world"}');
  // #endregion example
}
