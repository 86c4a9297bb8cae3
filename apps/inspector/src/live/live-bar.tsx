import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";
import type { LiveSnapshot } from "./live-feed.ts";

/** What is watched, what of it is shown, and how much came. */
export function LiveBar({
  live,
  shown,
  filter,
  filterFault,
  isGrouped,
  isPaused,
  onFilter,
  onGroup,
  onPause,
  onWatch,
}: {
  readonly live: LiveSnapshot;
  readonly shown: number;
  readonly filter: string;
  /** Why it is no filter. */
  readonly filterFault: string;
  readonly isGrouped: boolean;
  readonly isPaused: boolean;
  readonly onFilter: (filter: string) => void;
  readonly onGroup: (isGrouped: boolean) => void;
  readonly onPause: (isPaused: boolean) => void;
  readonly onWatch: (subject: string) => void;
}): ReactNode {
  const [subject, setSubject] = useState(live.subject || ">");
  const newer = live.messages.length > 0 && isPaused ? " · paused" : "";
  return (
    <div className="bar">
      <form
        className="bar-subject"
        onSubmit={(event) => {
          event.preventDefault();
          onWatch(subject.trim());
        }}
      >
        <TextInput
          aria-label="Subject"
          title="Subject to watch; * stands for one token, > for the rest. Enter watches it"
          value={subject}
          spellCheck={false}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </form>
      <TextInput
        aria-label="Filter"
        className="bar-filter"
        placeholder="Words, or size > 1e6 && type == 'image'"
        error={filterFault}
        value={filter}
        spellCheck={false}
        onChange={(event) => onFilter(event.currentTarget.value)}
      />
      <Button
        variant={isGrouped ? "light" : "default"}
        aria-pressed={isGrouped}
        title="Keeps the messages of one correlation_id together"
        onClick={() => onGroup(!isGrouped)}
      >
        Group
      </Button>
      <Button
        variant={isPaused ? "light" : "default"}
        className="bar-pause"
        aria-pressed={isPaused}
        onClick={() => onPause(!isPaused)}
      >
        {isPaused ? "Resume" : "Pause"}
      </Button>
      {/* A screen reader is not told of every message: it reads the count when it comes by. */}
      <span className="bar-facts" role="status" aria-live="off">
        {`${formatCount(live.received)} received · ${formatCount(shown)} shown${newer}`}
        {live.dropped > 0 && (
          <strong className="bar-dropped">{` · ${formatCount(live.dropped)} dropped`}</strong>
        )}
      </span>
    </div>
  );
}
