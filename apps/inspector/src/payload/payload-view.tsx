import { Progress } from "@mantine/core";
import { DEFAULT_SIZE_THRESHOLD, type ReadPayloadV1 } from "@natsbridge/schema";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Caught } from "../page/caught.tsx";
import { FaultAlert } from "../page/fault-alert.tsx";
import { formatBytes, formatCount } from "../page/format.ts";
import type { Session } from "../session/session.ts";
import { LinkView } from "./link-view.tsx";
import { type OpenPayload, openPayload, type PayloadSource } from "./payload-source.ts";
import { ValueView } from "./value-view.tsx";

type State =
  | { readonly is: "waiting" }
  | { readonly is: "loading"; readonly loaded: number }
  | { readonly is: "open"; readonly opened: OpenPayload }
  | { readonly is: "failed"; readonly fault: string };

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
      if (!signal.aborted) {
        setState({ is: "failed", fault: error instanceof Error ? error.message : String(error) });
      }
    }
  }, [source.data, source.index, session]);
  useEffect(() => {
    if (!isLink) void load();
    return () => aborting.current?.abort();
  }, [isLink, load]);
  const size = payload.size ?? undefined;
  return (
    <section className="payload" aria-label={`Payload ${payload.dataname}`}>
      <h3 className="message-part">
        <span className="payload-name">{payload.dataname}</span>
        <span className="payload-facts">
          {[
            payload.payload_type,
            ...(size === undefined ? [] : [formatBytes(size)]),
            reasonOf(payload),
            ...(state.is === "open" ? [checkOf(payload)] : []),
          ].join(" · ")}
        </span>
      </h3>
      {isLink && (state.is === "waiting" || state.is === "failed") && (
        <LinkView payload={payload} session={session} onLoad={() => void load()} />
      )}
      {state.is === "loading" && isLink && (
        <Progress
          aria-label={`Loading ${payload.dataname}`}
          value={size ? (100 * state.loaded) / size : 0}
        />
      )}
      {state.is === "failed" && <FaultAlert title="Not read" fault={state.fault} />}
      {state.is === "open" && (
        <Caught>
          <ValueView name={payload.dataname} opened={state.opened} />
        </Caught>
      )}
    </section>
  );
}

/** Direct or link, and why, as far as its size tells. */
function reasonOf({ transport, size }: ReadPayloadV1): string {
  if (transport === "direct") return "in the message";
  return (size ?? 0) >= DEFAULT_SIZE_THRESHOLD
    ? `a link, since it has at least ${formatCount(DEFAULT_SIZE_THRESHOLD)} bytes`
    : "a link, since the message would be too large or its sender has a lower threshold";
}

/** Reading compares with the checksum where there is one. */
function checkOf({ metadata }: ReadPayloadV1): string {
  return metadata.checksum ? "checksum verified" : "no checksum";
}
