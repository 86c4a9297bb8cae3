import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { formatCount } from "../page/format.ts";
import { targetOfKey } from "../page/target-of-key.ts";
import { MessageCells } from "./message-cells.tsx";
import type { SeenMessage } from "./seen-message.ts";

const ROW_HEIGHT = 32;
const COLUMNS = ["Seq", "Time", "Subject", "Purpose", "Sender", "Payloads", "Size", "By"];

/** Messages in the order in which they came, of which only those in view exist. */
export function MessageList({
  messages,
  isFollowing = false,
  chosen,
  onChoose,
  onFollow,
  isStored = false,
}: {
  readonly messages: readonly SeenMessage[];
  /** Whether the newest stays in view. */
  readonly isFollowing?: boolean;
  readonly chosen: number | undefined;
  readonly onChoose: (message: SeenMessage) => void;
  /** Called with false when somebody looks at what is there, which must then stay where it is. */
  readonly onFollow?: (isFollowing: boolean) => void;
  /** Whether the messages lie in a stream, and have a sequence there. */
  readonly isStored?: boolean;
}): ReactNode {
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const kept = useRef(chosen);
  if (chosen !== undefined) kept.current = chosen;
  // Where the keyboard comes in: the row that was chosen last.
  const keptIndex = messages.findIndex(({ id }) => id === kept.current);
  const rows = useVirtualizer({
    count: messages.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // The row that was chosen keeps the focus, wherever the list was scrolled to.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      const isThere = keptIndex < 0 || indexes.includes(keptIndex);
      return isThere ? indexes : [...indexes, keptIndex].sort((a, b) => a - b);
    },
  });
  const before = useRef(messages);
  useLayoutEffect(() => {
    const removed = removedRows(before.current, messages);
    before.current = messages;
    if (isFollowing) box.current?.scrollTo({ top: 1e9 });
    else if (removed > 0) box.current?.scrollBy({ top: -removed * ROW_HEIGHT });
  }, [isFollowing, messages]);
  const choose = (index: number) => {
    const message = messages[index];
    if (message === undefined) return;
    // Chosen again, by Enter: into the message.
    if (message.id === chosen) document.querySelector<HTMLElement>("article.message")?.focus();
    onFollow?.(false);
    onChoose(message);
  };
  const move = (event: KeyboardEvent) => {
    const index = targetOfKey(event.key, keptIndex, messages.length);
    if (index === undefined) return;
    event.preventDefault();
    choose(index);
    rows.scrollToIndex(index);
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>("[aria-current]")?.focus({ preventScroll: true });
    });
  };
  const below = messages.length - 1 - (rows.range?.endIndex ?? messages.length - 1);
  return (
    <section
      ref={box}
      className="list-box"
      data-stored={isStored}
      aria-label="Messages"
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
        onFollow?.(scrollTop + clientHeight >= scrollHeight - ROW_HEIGHT / 2)
      }
    >
      <div className="row row-head" aria-hidden>
        {COLUMNS.slice(isStored ? 0 : 1).map((name) => (
          <span key={name} className={`cell cell-${name.toLowerCase()}`}>
            {name}
          </span>
        ))}
      </div>
      <ol ref={list} className="list-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const message = messages[index];
          if (message === undefined) return null;
          const isChosen = message.id === chosen;
          return (
            <li
              key={message.id}
              aria-setsize={messages.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <button
                type="button"
                className="row"
                tabIndex={index === (keptIndex < 0 ? messages.length - 1 : keptIndex) ? 0 : -1}
                aria-current={isChosen ? "true" : undefined}
                onClick={() => choose(index)}
                onKeyDown={move}
              >
                <MessageCells message={message} isStored={isStored} />
              </button>
            </li>
          );
        })}
      </ol>
      {onFollow && below > 0 && !isFollowing && (
        <button type="button" className="list-newest" onClick={() => onFollow(true)}>
          {`${formatCount(below)} newer`}
        </button>
      )}
    </section>
  );
}

/** How many rows above the first one are gone since. */
function removedRows(before: readonly SeenMessage[], now: readonly SeenMessage[]): number {
  const first = now[0]?.id;
  if (first === undefined || before[0]?.id === first) return 0;
  const index = before.findIndex(({ id }) => id >= first);
  return index < 0 ? before.length : index;
}
