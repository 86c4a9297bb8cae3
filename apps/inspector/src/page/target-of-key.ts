const PAGE = 20;

/** The row that a key moves to in a list; undefined for any other key. `index` is -1 where none is chosen. */
export function targetOfKey(key: string, index: number, length: number): number | undefined {
  const last = length - 1;
  const from = index < 0 ? last : index;
  switch (key) {
    case "ArrowDown":
      return Math.min(last, from + 1);
    case "ArrowUp":
      return Math.max(0, from - 1);
    case "PageDown":
      return Math.min(last, from + PAGE);
    case "PageUp":
      return Math.max(0, from - PAGE);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
