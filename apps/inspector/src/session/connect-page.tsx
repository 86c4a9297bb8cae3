import { Alert, Button, Stack, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { ContextList } from "./context-list.tsx";
import { type Context, readContexts, rememberContext } from "./contexts.ts";
import { foundServers } from "./found-servers.ts";
import type { Login } from "./login.ts";
import { LoginFields } from "./login-fields.tsx";
import { type Remembered, RememberFields } from "./remember-fields.tsx";
import { openSession, type Session } from "./session.ts";

const NOTHING: Login = { broker: "", files: "", kind: "none", user: "", secret: "" };

/** Asks where to connect. Where the server of the page knows, it connects at once. */
export function ConnectPage({
  isFirst,
  onConnected,
}: {
  /** Whether nobody has disconnected yet: then it connects by itself where it can. */
  readonly isFirst: boolean;
  readonly onConnected: (session: Session) => void;
}): ReactNode {
  const [contexts, setContexts] = useState(readContexts);
  const [login, setLogin] = useState<Login>(NOTHING);
  const [remembered, setRemembered] = useState<Remembered>({ name: "", withSecret: false });
  const [isBusy, setBusy] = useState(false);
  const [why, tell] = useState("");

  const connect = async (chosen: Login) => {
    setBusy(true);
    tell("");
    try {
      const session = await openSession(chosen);
      const { name, withSecret } = remembered;
      if (name !== "") rememberContext({ ...chosen, name }, withSecret);
      onConnected(session);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  const choose = ({ name, ...chosen }: Context) => {
    setLogin(chosen);
    setRemembered({ name, withSecret: chosen.secret !== "" });
    if (chosen.kind === "none" || chosen.secret !== "") void connect(chosen);
  };
  useEffect(() => {
    void foundServers().then((found) => {
      if (found === undefined) return;
      const here = { ...NOTHING, broker: found.websocket, files: found.files };
      setLogin(here);
      if (isFirst) void connect(here);
    });
  }, []);
  return (
    <main className="connect">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void connect(login);
        }}
      >
        <Stack gap="md">
          <div>
            <h1 className="connect-title">NATSBridge inspector</h1>
            <Text c="dimmed">
              See the messages, streams and files of a broker. The page talks to it directly, by
              WebSocket; nothing goes anywhere else.
            </Text>
          </div>
          <ContextList contexts={contexts} onChoose={choose} onChange={setContexts} />
          <LoginFields login={login} onChange={setLogin} />
          <RememberFields remembered={remembered} onChange={setRemembered} login={login} />
          {why !== "" && (
            <Alert color="red" role="alert" title="Not connected">
              {why}
            </Alert>
          )}
          <Button type="submit" loading={isBusy} disabled={login.broker.trim() === ""}>
            Connect
          </Button>
        </Stack>
      </form>
    </main>
  );
}
