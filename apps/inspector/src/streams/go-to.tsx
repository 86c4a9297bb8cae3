import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Travels in a stream, to a sequence or a time, and narrows it to a subject. */
export function GoTo({
  filter,
  onSequence,
  onTime,
  onFilter,
}: {
  readonly filter: string;
  readonly onSequence: (sequence: number) => void;
  /** In ms. */
  readonly onTime: (time: number) => void;
  readonly onFilter: (subject: string) => void;
}): ReactNode {
  const [target, setTarget] = useState("");
  const [subject, setSubject] = useState(filter);
  const [fault, setFault] = useState("");
  const go = () => {
    const text = target.trim().replaceAll(",", "");
    const time = Date.parse(text);
    setFault("");
    if (/^\d+$/.test(text)) onSequence(Math.max(1, Number(text)));
    else if (!Number.isNaN(time)) onTime(time);
    else setFault("a sequence, or a time such as 2026-11-27 14:30");
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextInput
          aria-label="Go to"
          placeholder="Go to a sequence or a time"
          className="bar-go"
          value={target}
          error={fault}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
      </form>
      <form
        className="bar-filter"
        onSubmit={(event) => {
          event.preventDefault();
          onFilter(subject.trim() || ">");
        }}
      >
        <TextInput
          aria-label="Subject"
          title="Subject to list; * stands for one token, > for the rest. Enter lists it"
          value={subject}
          spellCheck={false}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </form>
    </>
  );
}
