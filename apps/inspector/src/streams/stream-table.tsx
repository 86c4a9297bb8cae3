import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { formatBytes, formatCount, formatWhen } from "../page/format.ts";
import { hrefOf, type Place } from "../page/route.ts";
import type { StreamInfo } from "./stream-info.ts";

/** Streams as a table, each with a link to it in one place of the page. */
export function StreamTable({
  streams,
  place,
}: {
  readonly streams: readonly StreamInfo[];
  readonly place: Place;
}): ReactNode {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th>Stream</th>
          <th className="wide">Subjects</th>
          <th className="number">Messages</th>
          <th className="number">Size</th>
          <th className="number wide">Consumers</th>
          <th className="wide">Last</th>
        </tr>
      </thead>
      <tbody>
        {streams.map(({ config, state }) => (
          <tr key={config.name}>
            <td>
              <Anchor href={hrefOf(place, config.name)}>{config.name}</Anchor>
            </td>
            <td className="wide">{config.subjects?.join(", ")}</td>
            <td className="number">{formatCount(state.messages)}</td>
            <td className="number">{formatBytes(state.bytes)}</td>
            <td className="number wide">{formatCount(state.consumer_count)}</td>
            <td className="wide" title={state.last_ts}>
              {state.messages > 0 && formatWhen(new Date(state.last_ts))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
