import { Alert, Button, Progress } from "@mantine/core";
import { NatsBridgeError, redactLink } from "@natsbridge/schema";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { formatBytes } from "../page/format.ts";
import type { Session } from "../session/session.ts";
import { type OpenPayload, openPayload, type PayloadSource } from "./payload-source.ts";
import { ValueView } from "./value-view.tsx";

type State =
  | { readonly is: "waiting" }
  | { readonly is: "loading"; readonly loaded: number }
  | { readonly is: "open"; readonly opened: OpenPayload }
  | { readonly is: "failed"; readonly error: unknown };

/** One payload: how it travels, and what it is. A link is fetched only when that is asked for. */
export function PayloadView({
  source,
  session,
}: {
  readonly source: PayloadSource;
  readonly session: Session;
}): ReactNode {
  const { payload } = source;
  const isLink = payload.transport === "link";
  const [state, setState] = useState<State>({ is: "waiting" });
  const aborting = useRef<AbortController>(undefined);
  const load = useCallback(async () => {
    aborting.current = new AbortController();
    const { signal } = aborting.current;
    setState({ is: "loading", loaded: 0 });
    try {
      const opened = await openPayload(session.bridge, source, {
        signal,
        allowed_link_origins: session.allowed,
        on_progress: ({ loaded }) => setState({ is: "loading", loaded }),
      });
      if (!signal.aborted) setState({ is: "open", opened });
    } catch (error) {
      if (!signal.aborted) setState({ is: "failed", error });
    }
  }, [source.data, source.index, session]);
  useEffect(() => {
    if (!isLink) void load();
    return () => aborting.current?.abort();
  }, [isLink, load]);
  const size = payload.size ?? undefined;
  const allow = (origin: string) => {
    session.allowed.push(origin);
    void load();
  };
  return (
    <section className="payload" aria-label={`Payload ${payload.dataname}`}>
      <h3 className="message-part">
        <span className="payload-name">{payload.dataname}</span>
        <span className="payload-facts">
          {[payload.payload_type, size === undefined ? "" : formatBytes(size), payload.transport]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </h3>
      {state.is === "waiting" && isLink && (
        <div className="payload-link">
          <span>{redactLink(String(payload.data))}</span>
          <Button size="compact-sm" variant="default" onClick={() => void load()}>
            {size === undefined ? "Load" : `Load ${formatBytes(size)}`}
          </Button>
        </div>
      )}
      {state.is === "loading" && isLink && (
        <Progress
          aria-label={`Loading ${payload.dataname}`}
          value={size ? (100 * state.loaded) / size : 0}
        />
      )}
      {state.is === "failed" && (
        <LoadFault error={state.error} link={payload.data} onAllow={allow} />
      )}
      {state.is === "open" && <ValueView name={payload.dataname} opened={state.opened} />}
    </section>
  );
}

/** Why a payload could not be read, and the way out where there is one. */
function LoadFault({
  error,
  link,
  onAllow,
}: {
  readonly error: unknown;
  readonly link: unknown;
  readonly onAllow: (origin: string) => void;
}) {
  const isForbidden = NatsBridgeError.isInstance(error) && error.code === "link_forbidden";
  const origin = isForbidden ? URL.parse(String(link))?.origin : undefined;
  return (
    <Alert color={isForbidden ? "yellow" : "red"}>
      <p className="payload-fault">{error instanceof Error ? error.message : String(error)}</p>
      {origin !== undefined && /^https?:/.test(origin) && (
        <Button size="compact-sm" variant="default" onClick={() => onAllow(origin)}>
          {`Allow ${origin} until I disconnect`}
        </Button>
      )}
    </Alert>
  );
}
