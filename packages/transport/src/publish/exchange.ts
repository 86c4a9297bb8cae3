import { type Interruption, type Limits, untilDeadline } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsHeaders } from "../connection/nats-headers.ts";
import type { InboxAnswer } from "../shared/shared-inbox.ts";
import { sharedState } from "../shared/shared-state.ts";

/** What came of a question: an answer, or why there is none. */
export type Exchanged =
  | InboxAnswer
  /** The client did not take it. */
  | { readonly kind: "unsent"; readonly error: unknown }
  | { readonly kind: "timeout" | "aborted" };

/** A question on its way. */
export interface Question {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers: NatsHeaders | undefined;
  /** From `requestInbox`; one of its own by default. */
  readonly inbox?: string | undefined;
}

/** Publishes a question and waits for the first answer. Never rejects. */
export async function exchange(
  connection: NatsConnection,
  { subject, payload, headers, inbox: given }: Question,
  limits: Limits,
): Promise<Exchanged> {
  const { inbox: shared, turn } = sharedState(connection);
  const inbox = given ?? shared.create();
  let interruption: Interruption | undefined;
  const entering = turn.enter(shared.isBusy);
  if (entering) await entering;
  try {
    const answer = shared.expect(inbox, subject);
    connection.publish(subject, payload, { reply: inbox, ...(headers && { headers }) });
    return await untilDeadline(answer, limits, (why) => {
      interruption = why;
      if (why === "timeout") connection.doubt?.();
      return new Error(why);
    });
  } catch (error) {
    return interruption ? { kind: interruption } : { kind: "unsent", error };
  } finally {
    shared.forget(inbox);
  }
}
