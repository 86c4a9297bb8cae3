import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { linkReader } from "../../run/context.ts";
import { deliver } from "../../run/deliver.ts";
import { usePlaces } from "../../run/places.ts";
import type { Unit } from "../../run/unit.ts";
import { type HostileMessage, SECRET } from "./hostile-case.ts";
import { logFaults, messageFaults } from "./told-faults.ts";

/** Nothing here takes as long, on a busy machine either: whoever needs it hangs. */
const TIMEOUT_MS = 60_000;
const SLOW_TIMEOUT_MS = 240_000;

/** Gives a hostile message to a peer: what the error is, what error and log tell, and what its server was asked. */
export function messageUnit(one: Case, peer: PeerName, hostile: HostileMessage): Unit {
  return {
    cases: [one],
    ...(hostile.isSlow && { isSlow: true }),
    run: async (context) => {
      const receiver = linkReader(context, peer);
      const key = crypto.randomUUID();
      const place = { http: context.hostile.url, key };
      const message = await hostile.message(place);
      const body = new TextEncoder().encode(JSON.stringify(message));
      const got = await usePlaces([receiver], () =>
        deliver(context, receiver, {
          subject: `conformance.hostile.${key}`,
          body,
          options: { ...hostile.options?.(place), log: SECRET },
          timeout_ms: hostile.isSlow ? SLOW_TIMEOUT_MS : TIMEOUT_MS,
        }),
      );
      const error = got.error ?? "none";
      const { isBrowser } = receiver.declaration;
      const errors = [hostile.error, isBrowser ? (hostile.inPage ?? []) : []].flat();
      const { asked } = hostile;
      return [
        compare(
          one,
          {
            error: errors.includes(error) ? error : errors[0],
            told: [],
            logged: [],
            ...(asked !== undefined && { asked }),
          },
          {
            error,
            told: messageFaults(got.message ?? ""),
            // Options that are refused are so before there is a log.
            logged: error === "invalid_config" ? [] : logFaults(got.log, body.length),
            ...(asked !== undefined && { asked: context.hostile.asked(key) }),
          },
          context.keepMessage({ answer: got, bytes: body.length }),
        ),
      ];
    },
  };
}
