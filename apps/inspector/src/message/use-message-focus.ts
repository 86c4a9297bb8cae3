import { type RefObject, useCallback, useEffect, useRef } from "react";

/** The row of a list whose message is open. */
const ROW = '.split-list [aria-current="true"]';

/**
 * Keeps the focus where somebody is: it goes into the message where the list makes room for it, and back to its row
 * when the message is closed, by the function that is returned or by Escape.
 */
export function useMessageFocus(
  onClose: () => void,
): readonly [article: RefObject<HTMLElement | null>, close: () => void] {
  const article = useRef<HTMLElement>(null);
  const close = useCallback(() => {
    const row = document.querySelector<HTMLElement>(ROW);
    onClose();
    requestAnimationFrame(() => row?.focus({ preventScroll: true }));
  }, [onClose]);
  useEffect(() => {
    if (document.activeElement?.checkVisibility() === false) article.current?.focus();
  }, []);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === "Escape" && close();
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [close]);
  return [article, close];
}
