import { timeText } from "./time-text.ts";

/** A mark of an axis. */
export interface Tick {
  /** From 0 to 1, along the axis. */
  readonly at: number;
  readonly text: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIMES = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY),
];

/** Marks at round numbers from `least` to `most`, about `count` of them. */
export function numberTicks(least: number, most: number, count: number): Tick[] {
  if (!(most > least)) return [{ at: 0.5, text: numberText(least, 0) }];
  const step = roundStep((most - least) / count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticksEvery(step, least, most, (value) => numberText(value, digits));
}

/** Marks at round times, in ms and UTC. */
export function timeTicks(least: number, most: number, count: number): Tick[] {
  if (!(most > least)) return [{ at: 0.5, text: timeText(least) }];
  const wanted = (most - least) / count;
  const step =
    wanted < SECOND
      ? roundStep(wanted)
      : (TIMES.find((each) => each >= wanted) ?? 365 * DAY * roundStep(wanted / (365 * DAY)));
  const isOneDay = Math.floor(least / DAY) === Math.floor(most / DAY);
  return ticksEvery(step, least, most, (value) => {
    const [day = "", clock = "00:00:00"] = timeText(value).split(" ");
    const short = step >= MINUTE ? clock.slice(0, 5) : clock;
    if (isOneDay) return short;
    return step >= DAY ? day : `${day.slice(5)} ${short}`;
  });
}

/** 1, 2 or 5 times a power of ten, at least `wanted`. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10);
}

function ticksEvery(
  step: number,
  least: number,
  most: number,
  textOf: (value: number) => string,
): Tick[] {
  const ticks: Tick[] = [];
  const last = Math.floor(most / step + 1e-9);
  for (let index = Math.ceil(least / step - 1e-9); index <= last; index += 1) {
    const value = (index || 0) * step;
    ticks.push({ at: (value - least) / (most - least), text: textOf(value) });
  }
  return ticks;
}

/** Long ones in powers of ten, so that they fit beside the axis. */
function numberText(value: number, digits: number): string {
  if (Math.abs(value) >= 1e9 || digits > 6) return String(Number(value.toPrecision(6)));
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits || 3 };
  return value.toLocaleString("en-US", options);
}
