import { NatsBridgeError } from "./errors.ts";
import { nodeVersion } from "./node-version.ts";

/** The oldest Node with all that is used: zstd, `Promise.withResolvers`, `require` of ES modules. */
const OLDEST = [22, 15] as const;

const TOO_OLD = oldNode();

/**
 * Says so once and clearly, before something that is missing does.
 *
 * @throws NatsBridgeError `unsupported` on a Node that is too old.
 */
export function assertRuntime(): void {
  if (TOO_OLD === undefined) return;
  throw new NatsBridgeError({
    code: "unsupported",
    message: `NATSBridge needs Node ${OLDEST.join(".")} or later, and this is Node ${TOO_OLD}. Update Node`,
  });
}

/** The version of a Node that is too old. */
function oldNode(): string | undefined {
  const version = nodeVersion();
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? version : undefined;
}
