import { Checkbox, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Login } from "./login.ts";

/** Whether and how a way to connect is remembered. */
export interface Remembered {
  /** Empty: not at all. */
  readonly name: string;
  readonly withSecret: boolean;
}

/** Asks for a name to remember a way to connect by; secrets stay out unless they are asked in. */
export function RememberFields({
  remembered,
  onChange,
  login,
}: {
  readonly remembered: Remembered;
  readonly onChange: (remembered: Remembered) => void;
  readonly login: Login;
}): ReactNode {
  return (
    <>
      <TextInput
        label="Remember as"
        placeholder="not remembered"
        value={remembered.name}
        onChange={(event) => onChange({ ...remembered, name: event.currentTarget.value })}
      />
      {remembered.name !== "" && login.kind !== "none" && (
        <Checkbox
          label="With the secret, readable by whoever uses this browser"
          checked={remembered.withSecret}
          onChange={(event) => onChange({ ...remembered, withSecret: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
