import { ensureStream, type NATSBridge } from "natsbridge";

/** Three orders that a consumer gives up: they lie in the stream DEAD, and those that it read in ORDERS. */
export async function sendDeadLetters(bridge: NATSBridge): Promise<void> {
  await ensureStream(bridge.connection, { name: "ORDERS", subjects: ["orders.>"] });
  await ensureStream(bridge.connection, { name: "DEAD", subjects: ["dead.>"] });
  for (const name of ["one", "two", "three"]) {
    await bridge.smartsend(`orders.${name}`, [["order", name, "text"]], { jetstream: true });
  }
  let given = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const consumption = bridge.consume(
    {
      stream: "ORDERS",
      consumer: "kitchen",
      max_deliver: 1,
      dead_letter_subject: "dead.orders",
      on_poison: () => {
        given += 1;
        if (given === 3) resolve();
      },
    },
    () => {
      throw new Error("the oven is cold");
    },
  );
  await promise;
  await consumption.stop();
}
