import type { ReactNode } from "react";
import type { SeenMessage } from "../message/seen-message.ts";
import { formatSpan } from "../page/format.ts";
import { type Arrow, exchangeOf } from "./exchange.ts";

const COLUMN = 150;
const MARGIN = 70;
const ROW = 36;
const HEAD = 28;
/** Messages that are drawn at most. */
const MOST = 200;

/** The messages of one correlation as a sequence picture. */
export function Conversation({
  messages,
  chosen,
}: {
  readonly messages: readonly SeenMessage[];
  readonly chosen: SeenMessage;
}): ReactNode {
  if (messages.length < 2) return null;
  const { participants, arrows } = exchangeOf(messages.slice(0, MOST));
  const width = MARGIN + COLUMN * participants.length;
  const height = HEAD + ROW * arrows.length + 12;
  return (
    <section aria-label="Conversation">
      <h3 className="message-part">
        Conversation
        <span className="payload-facts">{`${messages.length} messages of one correlation`}</span>
      </h3>
      <div className="conversation">
        <svg width={width} height={height} role="img" aria-label={spoken(participants, arrows)}>
          {participants.map((name, index) => (
            <g key={name}>
              <text x={xOf(index)} y={14} textAnchor="middle" className="conversation-name">
                <title>{name}</title>
                {shorten(name, 20)}
              </text>
              <line
                x1={xOf(index)}
                x2={xOf(index)}
                y1={22}
                y2={height}
                className="conversation-life"
              />
            </g>
          ))}
          {arrows.map((arrow, index) => (
            <ArrowView
              key={`${index} ${arrow.message.id}`}
              arrow={arrow}
              y={HEAD + ROW * (index + 1) - 8}
              isChosen={arrow.message.id === chosen.id}
            />
          ))}
        </svg>
      </div>
    </section>
  );
}

function ArrowView({
  arrow: { message, from, to, after, kind },
  y,
  isChosen,
}: {
  readonly arrow: Arrow;
  readonly y: number;
  readonly isChosen: boolean;
}) {
  const start = xOf(from);
  const end = from === to ? start + 40 : xOf(to);
  const tip = end > start ? -6 : 6;
  const label = [message.purpose, ...message.payloads.map(({ name }) => name)].join(" ");
  return (
    <g className="conversation-arrow" data-kind={kind} data-chosen={isChosen}>
      <text x={MARGIN - 12} y={y + 4} textAnchor="end" className="conversation-time">
        {`+${formatSpan(after)}`}
      </text>
      <text x={(start + end) / 2} y={y - 5} textAnchor="middle">
        <title>{`${message.subject}: ${label}`}</title>
        {shorten(label, 22)}
      </text>
      <path d={`M${start} ${y}H${end}m${tip} -4l${-tip} 4l${tip} 4`} />
    </g>
  );
}

function xOf(index: number): number {
  return MARGIN + COLUMN / 2 + COLUMN * index;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function spoken(participants: readonly string[], arrows: readonly Arrow[]): string {
  return arrows
    .map(({ from, to, message, kind }) => {
      const what = kind === "again" ? `${message.purpose} again` : message.purpose;
      return `${participants[from]} to ${participants[to]}: ${what}`;
    })
    .join("; ");
}
