import { FileInput, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { LOGIN_KINDS, type Login, type LoginKind } from "./login.ts";

const KIND_NAMES: Readonly<Record<LoginKind, string>> = {
  none: "None",
  password: "Password",
  token: "Token",
  nkey: "NKey",
  creds: "File",
};

const SECRET_NAMES = { password: "Password", token: "Token", nkey: "Seed of the NKey" };

/** Asks for the servers and the login. */
export function LoginFields({
  login,
  onChange,
}: {
  readonly login: Login;
  readonly onChange: (login: Login) => void;
}): ReactNode {
  const { broker, files, kind, user, secret } = login;
  return (
    <>
      <TextInput
        label="Broker"
        description="The WebSocket of the server"
        placeholder="ws://localhost:9222"
        required
        value={broker}
        onChange={(event) => onChange({ ...login, broker: event.currentTarget.value })}
      />
      <TextInput
        label="File server"
        description="Where links lead to; others are asked for one by one"
        placeholder="http://localhost:8080"
        value={files}
        onChange={(event) => onChange({ ...login, files: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label="Login"
        size="xs"
        fullWidth
        value={kind}
        onChange={(value) => onChange({ ...login, kind: value as LoginKind, secret: "" })}
        data={LOGIN_KINDS.map((value) => ({ value, label: KIND_NAMES[value] }))}
      />
      {kind === "password" && (
        <TextInput
          label="User"
          autoComplete="username"
          value={user}
          onChange={(event) => onChange({ ...login, user: event.currentTarget.value })}
        />
      )}
      {kind === "creds" ? (
        <FileInput
          label="Credentials file"
          placeholder={secret === "" ? "choose a .creds file" : "remembered"}
          onChange={(file) =>
            void file?.text().then((text) => onChange({ ...login, secret: text }))
          }
        />
      ) : (
        kind !== "none" && (
          <PasswordInput
            label={SECRET_NAMES[kind]}
            autoComplete="current-password"
            visibilityToggleButtonProps={{
              tabIndex: 0,
              "aria-hidden": false,
              "aria-label": `Show the ${SECRET_NAMES[kind].toLowerCase()}`,
            }}
            value={secret}
            onChange={(event) => onChange({ ...login, secret: event.currentTarget.value })}
          />
        )
      )}
    </>
  );
}
