import { escapeControls } from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
import { cutText } from "../terminal/fit-text.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import type { Answered } from "./answer-each.ts";

/** Says of one message what it came to. */
export function tellAnswered(json: boolean): (env: LazyEnvelope, answered: Answered) => void {
  return ({ send_to, msg_id, sender_name }, { told, ok }) => {
    if (json) {
      printJson({ subject: send_to, msg_id, sender_name, ok, told });
      return;
    }
    const text = `${send_to} from ${sender_name}: ${told}`;
    const line = cutText(escapeControls(text), terminalWidth());
    print(ok ? line : paint("red", line));
  };
}
