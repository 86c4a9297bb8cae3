import { smartsend } from "natsbridge";

export async function provoke(broker_url: string): Promise<void> {
  // #region example
  const connection_options = { user: "guest", pass: "guest" }; // may publish on chat.> only
  const options = { broker_url, connection_options };
  await smartsend("orders.new", [["order", { id: 1 }, "dictionary"]], options);
  // #endregion example
}
