import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { testBrowser } from "testkit/browser";

/** The text of the file that a click saves. */
export async function savedText(page: Page, button: Locator): Promise<string> {
  if (testBrowser() === "chromium") {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return readFile(await download.path(), "utf8");
  }
  // WebDriver BiDi tells of no download: what the page gives out is read.
  await page.evaluate(() => {
    const make = URL.createObjectURL;
    globalThis.offered = new Promise((resolve) => {
      URL.createObjectURL = (blob) => {
        URL.createObjectURL = make;
        resolve((blob as Blob).text());
        return make(blob);
      };
    });
  });
  await button.click();
  return page.evaluate(() => offered);
}

declare global {
  var offered: Promise<string>;
}
