import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount, formatWhen } from "../page/format.ts";
import type { Letter } from "./dead-letters.ts";

/** Dead letters, to be opened and chosen. */
export function LetterTable({
  letters,
  chosen,
  open,
  onChoose,
  onOpen,
}: {
  readonly letters: readonly Letter[];
  readonly chosen: ReadonlySet<number>;
  /** Sequence of the letter that is open. */
  readonly open: number | undefined;
  readonly onChoose: (chosen: ReadonlySet<number>) => void;
  readonly onOpen: (seq: number) => void;
}): ReactNode {
  const toggle = (seq: number) => {
    const next = new Set(chosen);
    if (!next.delete(seq)) next.add(seq);
    onChoose(next);
  };
  const areAll = chosen.size === letters.length;
  return (
    <table className="plain letter-table">
      <thead>
        <tr>
          <th>
            <Checkbox
              size="xs"
              aria-label="Choose all"
              checked={areAll}
              onChange={() =>
                onChoose(new Set(areAll ? [] : letters.map(({ message }) => message.id)))
              }
            />
          </th>
          <th className="number">Seq</th>
          <th>Code</th>
          <th className="wide">Reason</th>
          <th>From</th>
          <th className="number wide">Deliveries</th>
          <th className="wide">Given up</th>
        </tr>
      </thead>
      <tbody>
        {letters.map(({ message: { id, at }, letter }) => (
          <tr key={id}>
            <td>
              <Checkbox
                size="xs"
                aria-label={`Choose ${id}`}
                checked={chosen.has(id)}
                onChange={() => toggle(id)}
              />
            </td>
            <td className="number">
              <button
                type="button"
                className="plain-link"
                aria-label={`Open ${id}`}
                aria-current={id === open ? "true" : undefined}
                onClick={() => onOpen(id)}
              >
                {formatCount(id)}
              </button>
            </td>
            <td>
              {letter.code}
              <span className="narrow payload-facts">
                {`${letter.reason} · ${formatCount(letter.deliveries)} ${letter.deliveries === 1 ? "delivery" : "deliveries"}`}
              </span>
            </td>
            <td className="wide">{letter.reason}</td>
            <td>{letter.subject}</td>
            <td className="number wide">{formatCount(letter.deliveries)}</td>
            <td className="wide" title={at.toISOString()}>
              {formatWhen(at)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
