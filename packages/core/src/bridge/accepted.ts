import { foreignText, NatsBridgeError, type NatsBridgeErrorDetails } from "@natsbridge/schema/base";
import type { ReceivedEnvelope } from "../receive/received.ts";

/** The answer to a request. @throws NatsBridgeError `rejected` where it is a NACK. */
export function accepted(env: ReceivedEnvelope, subject: string): ReceivedEnvelope {
  if (env.msg_purpose !== "NACK") return env;
  const { reason, code } = env.metadata;
  const details: NatsBridgeErrorDetails = { reason: typeof reason === "string" ? reason : "" };
  // Whoever logs the error does not want all payloads in the line.
  Object.defineProperty(details, "env", { value: env, enumerable: false });
  const why = details.reason === "" ? "without a reason" : `"${foreignText(String(reason))}"`;
  const said = typeof code === "string" ? ` (${foreignText(code)})` : "";
  throw new NatsBridgeError({
    code: "rejected",
    message: `The request on "${subject}" was rejected by ${foreignText(env.sender_name || "its service")}: ${why}${said}`,
    details,
  });
}
