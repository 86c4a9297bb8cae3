import { parseArgs } from "node:util";
import { SECTIONS, type Section } from "../cases/case.ts";
import { PEERS, type PeerName } from "../cases/dimensions.ts";

export const HELP: string = `Usage: pnpm conformance [--peers node,python] [--sections matrix,vectors] [--match text] [--out folder]

Proves every NATSBridge peer against every other over real servers, and writes report.json and report.html.

  --peers      only these: ${PEERS.join(", ")}
  --sections   only these: ${SECTIONS.join(", ")}
  --match      only cases whose name holds this text; repeat it for texts that must all be there
  --out        where the reports go (default: .cache/conformance of the repository)
  --help       print this`;

export interface Flags {
  readonly help: boolean;
  readonly peers: readonly PeerName[];
  readonly sections: readonly Section[];
  readonly match: readonly string[];
  readonly out: string | undefined;
}

/** @throws Error naming the flag and what it takes. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: "string" },
      sections: { type: "string" },
      match: { type: "string", multiple: true },
      out: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  return {
    help: values.help ?? false,
    peers: listOf("--peers", values.peers, PEERS),
    sections: listOf("--sections", values.sections, SECTIONS),
    match: values.match ?? [],
    out: values.out,
  };
}

function listOf<Name extends string>(
  flag: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return known;
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) {
    throw new Error(`${flag}: unknown ${unknown.join(", ")}; there are ${known.join(", ")}`);
  }
  return known.filter((name) => wanted.includes(name));
}
