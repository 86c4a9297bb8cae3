import type { ReactNode } from "react";
import { useCallback, useEffect, useState } from "react";
import { ConnectPage } from "../session/connect-page.tsx";
import type { Session } from "../session/session.ts";
import { PageFrame } from "./page-frame.tsx";

/** The page: where to connect first, then what is there. */
export function App(): ReactNode {
  const [session, setSession] = useState<Session>();
  const [hasLeft, setLeft] = useState(false);
  useEffect(() => {
    if (session === undefined) return;
    const close = () => void session.close();
    addEventListener("pagehide", close);
    return () => removeEventListener("pagehide", close);
  }, [session]);
  const leave = useCallback(() => {
    setLeft(true);
    setSession((current) => {
      void current?.close();
      return undefined;
    });
  }, []);
  return session === undefined ? (
    <ConnectPage isFirst={!hasLeft} onConnected={setSession} />
  ) : (
    <PageFrame session={session} onLeave={leave} />
  );
}
