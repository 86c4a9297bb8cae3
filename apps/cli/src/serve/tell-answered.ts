import { escapeControls } from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
import { cutText } from "../terminal/fit-text.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";

/** Says of one message what it came to. */
export type TellAnswered = (
  message: Pick<LazyEnvelope, "send_to" | "msg_id" | "sender_name">,
  outcome: { readonly ok: boolean; readonly told: string },
) => void;

/** For people, or a line of JSON for programs. */
export function tellAnswered(json: boolean): TellAnswered {
  return ({ send_to, msg_id, sender_name }, { ok, told }) => {
    if (json) {
      printJson({ subject: send_to, msg_id, sender_name, ok, told });
      return;
    }
    const from = sender_name === "" ? "" : ` from ${sender_name}`;
    const line = cutText(escapeControls(`${send_to}${from}: ${told}`), terminalWidth());
    print(ok ? line : paint("red", line));
  };
}
