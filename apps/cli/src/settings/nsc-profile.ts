import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What nsc knows of a user. */
export interface NscProfile {
  /** Path of the credentials file. */
  readonly creds: string;
  /** Servers of the operator, separated by commas; `""` where it names none. */
  readonly servers: string;
}

/** Asks nsc for a user, named `OPERATOR/ACCOUNT/USER`. @throws Error where nsc is not there or knows no such user. */
export async function nscProfile(user: string): Promise<NscProfile> {
  const { stdout } = await run("nsc", ["generate", "profile", `nsc://${user}`]);
  const profile = JSON.parse(stdout) as {
    readonly user_creds?: string;
    readonly operator?: { readonly service?: readonly string[] };
  };
  if (!profile.user_creds) throw new Error("nsc names no credentials file");
  return { creds: profile.user_creds, servers: (profile.operator?.service ?? []).join(",") };
}
