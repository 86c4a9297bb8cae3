import { existsSync } from "node:fs";
import { runProgram } from "../run-program.ts";

/** Installs packages of Debian where `executable` lacks. Without root, sudo must do it without asking. */
export async function installDebian(
  executable: string,
  packages: readonly string[],
): Promise<void> {
  if (existsSync(executable)) return;
  const [command, ...first] = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  const options = { cwd: "/", timeout: 300_000, env: { DEBIAN_FRONTEND: "noninteractive" } };
  const aptGet = (...args: string[]) =>
    runProgram(command ?? "apt-get", [...first, ...args], options);
  await aptGet("-q", "update");
  await aptGet("-q", "install", "--yes", "--no-install-recommends", ...packages);
  if (!existsSync(executable)) throw new Error(`${packages.join(" ")} brought no ${executable}`);
}
