import { caseId, type Result } from "../../cases/case.ts";
import type { Report } from "../report.ts";
import { element } from "./element.ts";
import { STATUS_CLASS } from "./header.ts";

/** Shows what was sent, what was expected and what came. */
export function showDetails(dialog: HTMLDialogElement, result: Result, report: Report): void {
  const close = element("button", "close", "Close");
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const message = result.message === undefined ? undefined : report.messages[result.message];
  // What passed was equal; the report does not hold it twice.
  const got = result.status === "passed" ? result.expected : result.got;
  dialog.replaceChildren(
    close,
    element("h2", "", caseId(result)),
    element("p", "", element("span", `square ${STATUS_CLASS[result.status]}`), ` ${result.status}`),
    ...(result.note === undefined ? [] : [element("p", "note", result.note)]),
    element(
      "div",
      "panes",
      ...pane("Message", message),
      ...pane("Expected", result.expected),
      ...pane(result.status === "passed" ? "Got (equal)" : "Got", got),
    ),
  );
  dialog.showModal();
}

function pane(title: string, value: unknown): HTMLElement[] {
  if (value === undefined) return [];
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return [element("section", "", element("h3", "", title), element("pre", "", text))];
}
