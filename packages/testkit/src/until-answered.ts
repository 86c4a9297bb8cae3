import { NatsBridgeError } from "@natsbridge/schema";

/**
 * Asks until there is an answer: a cluster whose members elect a leader leaves questions without one. For questions that
 * may be asked twice; the time-out of the test ends it.
 */
export async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!NatsBridgeError.isInstance(error) || error.code !== "timeout") throw error;
    }
  }
}
