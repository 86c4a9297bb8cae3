import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { formatBytes, formatCount, formatSpan } from "../page/format.ts";
import { hrefOf } from "../page/route.ts";
import type { StreamInfo } from "./stream-info.ts";
import { streamRisks } from "./stream-risks.ts";

/** What a stream is and holds, and what of its settings can lose messages. */
export function StreamFacts({ info }: { readonly info: StreamInfo }): ReactNode {
  const { config, state } = info;
  const age = Date.parse(state.last_ts) - Date.parse(state.first_ts);
  const facts = [
    `${formatCount(state.messages)} messages`,
    formatBytes(state.bytes),
    ...(state.messages > 1 ? [`over ${formatSpan(age)}`] : []),
    `${config.storage}, ${formatCount(config.num_replicas)} ${config.num_replicas === 1 ? "copy" : "copies"}`,
    { limits: "kept to its limits", interest: "kept while wanted", workqueue: "work queue" }[
      config.retention
    ],
    config.max_age > 0 ? `for ${formatSpan(config.max_age / 1e6)}` : "for ever",
  ];
  const risks = streamRisks(info);
  return (
    <header className="stream-facts">
      <h2 className="message-title">
        <Anchor inherit href={hrefOf("streams")}>
          Streams
        </Anchor>
        {` / ${config.name}`}
      </h2>
      <p className="payload-facts">{facts.join(" · ")}</p>
      {risks.length > 0 && (
        <ul className="risks" aria-label="Settings that can lose messages">
          {risks.map((risk) => (
            <li key={risk}>{risk}</li>
          ))}
        </ul>
      )}
    </header>
  );
}
