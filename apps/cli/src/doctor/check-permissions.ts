import { NatsBridgeError } from "@natsbridge/schema";
import { createInbox, type NatsConnection, publishMessage, subscribe } from "@natsbridge/transport";
import { said } from "../said.ts";
import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("permissions");

/** What the bridge needs of a user besides streams, subject by subject. */
export async function checkPermissions(
  connection: NatsConnection,
  subject: string,
): Promise<Finding[]> {
  const trial = async () => {
    await publishMessage(connection, subject, "", "");
  };
  return [
    await attempt(`publish ${subject}`, trial),
    await attempt(`subscribe ${subject}`, () => listen(connection, subject)),
    await attempt("subscribe _INBOX.>, for answers", () =>
      listen(connection, createInbox(connection)),
    ),
  ];
}

async function listen(connection: NatsConnection, subject: string): Promise<void> {
  const subscription = subscribe(connection, subject);
  try {
    await subscription.ready;
  } finally {
    subscription.unsubscribe();
  }
}

async function attempt(what: string, act: () => Promise<void>): Promise<Finding> {
  try {
    await act();
    return check.ok(what);
  } catch (error) {
    const isDenied = NatsBridgeError.isInstance(error) && error.code === "permission_denied";
    if (isDenied) return check.critical(`not allowed: ${what}`, `Allow this user to ${what}`);
    return check.unknown(`${what}: ${said(error)}`, "Try again");
  }
}
