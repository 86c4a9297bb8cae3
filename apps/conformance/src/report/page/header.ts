import type { Status } from "../../cases/case.ts";
import type { Report } from "../report.ts";
import { element } from "./element.ts";

export const STATUS_CLASS: Readonly<Record<Status, string>> = {
  passed: "passed",
  failed: "failed",
  "not applicable": "none",
  missing: "missing",
};

/** Title, counts that filter by a click, what ran and what is missing. */
export function drawHeader(report: Report): HTMLElement {
  const { counts, seconds, started } = report;
  const verdict = counts.failed > 0 ? "Failed" : counts.missing > 0 ? "Incomplete" : "Passed";
  const header = element("header", "");
  header.append(
    element("h1", "", "NATSBridge conformance"),
    element(
      "p",
      "verdict",
      `${verdict} · ${new Date(started).toLocaleString()} · ${seconds.toFixed(0)} s`,
    ),
    statusFilter(report),
    element("ul", "runtimes", ...runtimes(report)),
  );
  return header;
}

function runtimes(report: Report): HTMLElement[] {
  const running = Object.entries(report.runtimes).map(([name, runtime]) =>
    element("li", "", element("b", "", name), ` ${runtime}`),
  );
  const missing = report.missing.map(({ title, reason, install }) =>
    element(
      "li",
      "absent",
      element("b", "", title),
      ` is missing (${reason}). To install it: `,
      element("code", "", install),
    ),
  );
  return [...running, ...missing];
}

/** Buttons that dim everything but one status. */
function statusFilter({ counts }: Report): HTMLElement {
  const buttons = Object.entries(STATUS_CLASS).map(([status, className]) => {
    const count = counts[status as Status];
    const button = element(
      "button",
      "count",
      element("span", `square ${className}`),
      ` ${count.toLocaleString()} ${status}`,
    );
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") === "true";
      for (const other of buttons) other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", String(!isOn));
      if (isOn) document.body.removeAttribute("data-only");
      else document.body.dataset.only = className;
    });
    return button;
  });
  return element("div", "counts", ...buttons);
}
