import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "../run-program.ts";

const LAYOUT = `
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`;

/** An application of Next in a folder of a project, from its files, built; gives the folder. */
export async function buildNextApp(
  project: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const directory = join(project, name);
  for (const [path, text] of Object.entries({ "app/layout.jsx": LAYOUT, ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const args = [join(project, "node_modules/next/dist/bin/next"), "build", directory];
  const env = { NEXT_TELEMETRY_DISABLED: "1" };
  await runProgram(process.execPath, args, { cwd: project, timeout: 400_000, env });
  return directory;
}
