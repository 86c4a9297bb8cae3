import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";

/** Members that are shown at once. */
const PIECE = 200;

/** Levels that are open at first, where they hold few members. */
const OPEN_LEVELS = 4;
const FEW = 8;

/** A JSON value as a tree, of which only what is open exists. */
export function JsonTree({ value }: { readonly value: unknown }): ReactNode {
  return (
    <div className="tree">
      <Node value={value} level={0} isOpen />
    </div>
  );
}

function Node({
  label,
  value,
  level,
  isOpen = false,
}: {
  readonly label?: string;
  readonly value: unknown;
  readonly level: number;
  readonly isOpen?: boolean;
}) {
  const [open, setOpen] = useState(isOpen);
  const key = label === undefined ? null : <span className="tree-key">{label}</span>;
  if (typeof value !== "object" || value === null) {
    return (
      <div className="tree-leaf">
        {key}
        <span className={`tree-value tree-${value === null ? "null" : typeof value}`}>
          {typeof value === "string" ? JSON.stringify(value) : String(value)}
        </span>
      </div>
    );
  }
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {key}
        <span className="tree-count">
          {Array.isArray(value) ? `[${formatCount(count)}]` : `{${formatCount(count)}}`}
        </span>
      </summary>
      {open && <Members value={value} level={level + 1} />}
    </details>
  );
}

function Members({ value, level }: { readonly value: object; readonly level: number }) {
  const [shown, show] = useState(PIECE);
  const members = Object.entries(value);
  return (
    <div className="tree-members">
      {members.slice(0, shown).map(([key, member]) => (
        <Node
          key={key}
          label={key}
          value={member}
          level={level}
          isOpen={level < OPEN_LEVELS && members.length <= FEW}
        />
      ))}
      {members.length > shown && (
        <button type="button" className="tree-more" onClick={() => show(shown + PIECE)}>
          {`${formatCount(members.length - shown)} more`}
        </button>
      )}
    </div>
  );
}
