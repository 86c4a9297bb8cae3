import { Anchor } from "@mantine/core";
import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import type { ReactNode } from "react";
import { hrefOf } from "../page/route.ts";

/** Leads to an answer that can be written, where the message asks for one. */
export function ReplyLink({ envelope }: { readonly envelope: ReadEnvelopeV1 }): ReactNode {
  const { reply_to, correlation_id, msg_id } = envelope;
  if ([reply_to, correlation_id, msg_id].includes("")) return null;
  return (
    <Anchor className="message-reply" href={hrefOf("compose", reply_to, correlation_id, msg_id)}>
      {`Reply to ${reply_to}`}
    </Anchor>
  );
}
