import { type Browser, chromium, firefox, type Locator, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumExecutable } from "./chromium.ts";
import { firefoxExecutable } from "./firefox.ts";

/** Names the browser of a run of tests: `chromium` or `firefox`; Chromium where it is unset. */
const VARIABLE = "NATSBRIDGE_TEST_BROWSER";

/** Which browser this run of tests is in. @throws Error for a name of none. */
export function testBrowser(): "chromium" | "firefox" {
  const name = process.env[VARIABLE] || "chromium";
  if (name === "chromium" || name === "firefox") return name;
  throw new Error(`${VARIABLE} is "${name}"; it names chromium or firefox`);
}

/** Starts the browser of this run, without a window. */
export function launchBrowser(): Promise<Browser> {
  if (testBrowser() === "firefox") {
    return firefox.launch({
      // Firefox as it is released, driven by WebDriver BiDi.
      channel: "moz-firefox",
      executablePath: firefoxExecutable(),
      // Its colours cannot be asked for later: it is on a dark system.
      firefoxUserPrefs: { "layout.css.prefers-color-scheme.content-override": 0 },
      // A busy machine takes its time.
      timeout: 90_000,
    });
  }
  return chromium.launch({ executablePath: chromiumExecutable(), args: [...CHROMIUM_FLAGS] });
}

declare global {
  /** What the page's policy refused so far. */
  var violations: string[];
}

/** Lets a page note what its policy refuses, from its next address on. */
export async function noteViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      // Over WebDriver BiDi the driver's own scripts, which put a style in before a screenshot, are the page's.
      if (/ > eval$|%3E%20eval$/.test(event.sourceFile)) return;
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

/** Writes into a field as a keyboard does, in place of what stood there. */
export async function fillField(field: Locator, text: string): Promise<void> {
  if (testBrowser() === "chromium") return field.fill(text);
  // Over WebDriver BiDi `fill` sets the value from within the page, of which React hears nothing.
  await field.evaluate((input: HTMLInputElement | HTMLTextAreaElement, value) => {
    input.focus();
    input.select();
    document.execCommand(value === "" ? "delete" : "insertText", false, value);
  }, text);
}
