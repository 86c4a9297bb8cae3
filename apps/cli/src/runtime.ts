import type { Session } from "./session.ts";

/** What a command is made with: the session it runs in, and where its exit code goes. */
export interface Runtime {
  readonly session: Session;
  readonly exit: (code: number) => void;
}
