import { escapeControls } from "@natsbridge/schema";
import { paint } from "../terminal/paint.ts";

/** Says on standard error that from now on nothing is missed. */
export function sayListening(where: string, json: boolean): void {
  const { stderr } = process;
  const text = `listening on ${escapeControls(where)}`;
  stderr.write(
    json
      ? `${JSON.stringify({ event: "listening", on: where })}\n`
      : `${paint("dim", text, stderr)}\n`,
  );
}
