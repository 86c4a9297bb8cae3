import type { Locator, Page } from "playwright-core";

/** Stops that a page has at most. */
const MOST = 100;

/** Tabs forth, or back, until a part of the page has the focus. @throws Error where it is passed by, or a stop shows no focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const seen: string[] = [];
  await target.first().waitFor({ state: "attached" });
  if (await hasFocus(target)) return;
  const key = (await isBehind(target)) ? "Tab" : "Shift+Tab";
  for (let stop = 0; stop < MOST; stop += 1) {
    await page.keyboard.press(key);
    const { name, isShown } = await focused(page);
    seen.push(name);
    if (!isShown) throw new Error(`The focus on ${name} is not to be seen`);
    if (await hasFocus(target)) return;
  }
  throw new Error(`${target} is not reached with ${key}; the stops were ${seen.join(", ")}`);
}

/** Whether a part of the page comes after what has the focus. */
function isBehind(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements) => {
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body) return true;
    const following = Node.DOCUMENT_POSITION_FOLLOWING;
    return elements.some((each) => activeElement.compareDocumentPosition(each) & following);
  });
}

/** Whether a part of the page, or one of several, has the focus. */
export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements) => elements.some((each) => each === document.activeElement));
}

/** What has the focus, and whether a frame around it, or around what stands for it, shows that. */
function focused(page: Page): Promise<{ readonly name: string; readonly isShown: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const text = element.getAttribute("aria-label") ?? element.textContent ?? "";
    const name = `${element.tagName.toLowerCase()} ${text.slice(0, 40)}`;
    // The focus has left the page for the browser's own bars.
    if (element === document.body) return { name, isShown: true };
    const isFramed = (each: Element | null) => {
      if (each === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    };
    return { name, isShown: isFramed(element) || isFramed(element.nextElementSibling) };
  });
}

/** What can be acted on, and is passed by when Tab is pressed from the first part of the page to the last. */
export async function unreached(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    // Of a group one is a stop; the arrows lead to the others.
    const stopOf = (element: HTMLElement): Element =>
      element.closest("[role=grid], .list-rows, .density-bars, [role=radiogroup]") ?? element;
    const parts = document.querySelectorAll<HTMLElement>(
      "a[href], button, input, select, textarea, summary",
    );
    const wanted = [...parts].filter(
      (each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(":disabled"),
    );
    globalThis.tour = { stopOf, left: new Set(wanted.map(stopOf)) };
    wanted[0]?.focus();
  });
  for (let stop = 0; stop < MOST; stop += 1) {
    const isAtEnd = await page.evaluate(() => {
      const { stopOf, left } = tour;
      const last = [...left].at(-1);
      const here = stopOf(document.activeElement as HTMLElement);
      left.delete(here);
      return here === last || here === document.body;
    });
    if (isAtEnd) break;
    await page.keyboard.press("Tab");
  }
  return page.evaluate(() =>
    [...tour.left].map(
      (each) => `${each.tagName} ${each.getAttribute("aria-label") ?? each.textContent}`,
    ),
  );
}

declare global {
  /** What is still to be reached. */
  var tour: { readonly stopOf: (element: HTMLElement) => Element; readonly left: Set<Element> };
}
