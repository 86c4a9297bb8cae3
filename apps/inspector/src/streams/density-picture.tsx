import { type KeyboardEvent, type ReactNode, useCallback, useState } from "react";
import { formatCount, formatWhen } from "../page/format.ts";
import { targetOfKey } from "../page/target-of-key.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { type DensityBar, densityOf } from "./density.ts";
import { readMarks } from "./read-marks.ts";
import type { StreamInfo } from "./stream-info.ts";

const BARS = 96;

/** How many messages were stored when; a bar leads to its time. */
export function DensityPicture({
  session,
  info,
  onTime,
}: {
  readonly session: Session;
  readonly info: StreamInfo;
  /** In ms. */
  readonly onTime: (time: number) => void;
}): ReactNode {
  const ask = useCallback(
    async () => densityOf(await readMarks(session.bridge.connection, info), BARS),
    [session, info],
  );
  const { answer: bars = [], fault } = useAnswer(ask);
  const first = bars[0];
  const last = bars.at(-1);
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  const [reached, reach] = useState(0);
  if (fault !== "") return null;
  const move = (event: KeyboardEvent) => {
    const key = event.key.replace("Right", "Down").replace("Left", "Up");
    const index = targetOfKey(key, reached, bars.length);
    if (index === undefined) return;
    event.preventDefault();
    reach(index);
    event.currentTarget.parentElement?.querySelectorAll("button")[index]?.focus();
  };
  return (
    <figure className="density" aria-label="Messages over time">
      <div className="density-bars">
        {bars.map((bar, index) => (
          <button
            key={bar.from}
            type="button"
            tabIndex={index === reached ? 0 : -1}
            onKeyDown={move}
            className="density-bar"
            title={titleOf(bar)}
            aria-label={titleOf(bar)}
            onClick={() => onTime(bar.from)}
          >
            <span
              style={{ height: `${Math.max(bar.count > 0 ? 4 : 0, (100 * bar.count) / highest)}%` }}
            />
          </button>
        ))}
      </div>
      {first && last && (
        <figcaption className="density-ends">
          <span>{formatWhen(new Date(first.from))}</span>
          <span>{`at most ${formatCount(highest)} a bar`}</span>
          <span>{formatWhen(new Date(last.to))}</span>
        </figcaption>
      )}
    </figure>
  );
}

function titleOf({ from, count }: DensityBar): string {
  return `${formatWhen(new Date(from))}: about ${formatCount(count)} messages`;
}
