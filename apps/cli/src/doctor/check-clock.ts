import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("clock");
/** A Date header is that exact, in ms. */
const EXACTNESS = 2_000;

/** The clock of this machine against those of broker and file server, in ms. */
export function checkClock(differences: Readonly<Record<string, number | undefined>>): Finding[] {
  const known = Object.entries(differences).filter(([, ahead]) => ahead !== undefined);
  if (known.length === 0) return [];
  const wrong = known.filter(([, ahead = 0]) => Math.abs(ahead) > EXACTNESS);
  if (wrong.length === 0) return [check.ok("agrees to within 2 s")];
  return wrong.map(([who, ahead = 0]) =>
    check.warning(
      `that of the ${who} is ${Math.abs(ahead / 1000).toFixed(0)} s ${ahead > 0 ? "ahead" : "behind"}: times to live and signed links go wrong`,
      "Let both follow a time server (NTP)",
    ),
  );
}
