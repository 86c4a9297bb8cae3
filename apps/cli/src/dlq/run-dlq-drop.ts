import { deleteStored } from "@natsbridge/transport";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openConnection } from "../settings/open-connection.ts";
import { print, printJson } from "../terminal/print.ts";
import { chosenLetters } from "./chosen-letters.ts";

/** Takes dead letters out for good. */
export async function runDlqDrop(
  stream: string,
  sequences: readonly number[],
  flags: GlobalFlags & { readonly all?: true | undefined; readonly code?: string | undefined },
  signal: AbortSignal,
): Promise<number> {
  const place = await jetStreamPlace(flags);
  const connection = await openConnection(flags, signal);
  const choice = { sequences, all: flags.all === true, code: flags.code };
  try {
    for await (const { letter } of chosenLetters(connection, stream, place, choice)) {
      signal.throwIfAborted();
      await deleteStored(connection, stream, letter.sequence, place);
      if (flags.json) printJson({ sequence: letter.sequence, dropped: true });
      else print(`${letter.sequence} dropped (${letter.code})`);
    }
    return 0;
  } finally {
    await connection.close();
  }
}
