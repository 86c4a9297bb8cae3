import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const reading = { sensor: 7, value: Number.NaN }; // JSON has no NaN
  await smartsend("readings", [["reading", reading, "dictionary"]]);
  // #endregion example
}
