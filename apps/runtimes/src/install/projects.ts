import { rmSync } from "node:fs";
import { installProject, type ProjectNeeds } from "./install-project.ts";

/** Projects of users, each installed when it is first asked for, and removed with all others. */
export class Projects implements AsyncDisposable {
  readonly #tarballs: readonly string[];
  readonly #installed = new Map<string, Promise<string>>();

  constructor(tarballs: readonly string[]) {
    this.#tarballs = tarballs;
  }

  /** The folder of a project that has all our packages, the suite, and what is named. */
  with(needs: ProjectNeeds = {}): Promise<string> {
    const key = JSON.stringify(needs);
    const installed = this.#installed.get(key) ?? installProject(this.#tarballs, needs);
    this.#installed.set(key, installed);
    return installed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const installed of await Promise.allSettled(this.#installed.values())) {
      if (installed.status === "fulfilled")
        rmSync(installed.value, { recursive: true, force: true });
    }
  }
}
