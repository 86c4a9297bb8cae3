import { caseId, type Result, type Section } from "../../cases/case.ts";
import { element } from "./element.ts";
import { STATUS_CLASS } from "./header.ts";

const ABOUT: Readonly<Record<Section, string>> = {
  api: "What each peer says that it offers, held against what its worker finds in it.",
  matrix:
    "One message per sender and kind, read by every receiver; “wire” is the message itself, checked field by field. In a cell: a line per type; left half direct, right half link; each empty, small, just under and just over the limit, 5 MB.",
  stores: "Links of every store that a plain GET reads.",
  messages:
    "Messages with several payloads: all types at once, names that repeat, both transports mixed.",
  requests: "Requests and replies across languages.",
  jetstream:
    "Published to a stream, read by a durable consumer, acknowledged; the same id twice is stored once.",
  planner: "Where direct ends and link begins.",
  written: "The same message as every peer writes it, compared field by field.",
  refusals: "What must be refused, and how the error is called.",
  vectors: "Byte-level messages of every dialect, and what each peer makes of them.",
  hostile:
    "Messages and servers that mean harm: the error, what error and log tell, and what the server was asked.",
};

/** A section as a table: rows, columns, and in each cell a square per case. */
export function drawSection(
  section: Section,
  results: readonly Result[],
  show: (result: Result) => void,
): HTMLElement {
  const rows = [...new Set(results.map(({ row }) => row))];
  const columns = [...new Set(results.map(({ column }) => column))];
  const head = element("tr", "", element("td", ""), ...columns.map((name) => columnHead(name)));
  const lines = rows.map((row) => {
    const name = element("th", "", row);
    name.scope = "row";
    const cells = columns.map((column) =>
      drawCell(
        section,
        results.filter((one) => one.row === row && one.column === column),
        show,
      ),
    );
    return element("tr", "", name, ...cells);
  });
  const table = element(
    "table",
    section,
    element("thead", "", head),
    element("tbody", "", ...lines),
  );
  return element(
    "section",
    "",
    element("h2", "", section === "jetstream" ? "JetStream" : section),
    element("p", "about", ABOUT[section]),
    element("div", "scroll", table),
  );
}

function columnHead(name: string): HTMLElement {
  const head = element("th", "", name);
  head.scope = "col";
  return head;
}

function drawCell(section: Section, results: readonly Result[], show: (result: Result) => void) {
  const squares = results.map((result) => {
    const square = element("button", `square ${STATUS_CLASS[result.status]}`);
    square.type = "button";
    square.title = `${result.detail || caseId(result)}: ${result.status}`;
    square.setAttribute("aria-label", `${caseId(result)}: ${result.status}`);
    square.addEventListener("click", () => show(result));
    return square;
  });
  const passed = results.filter(({ status }) => status === "passed").length;
  const wanted = results.filter(({ status }) => status !== "not applicable").length;
  const isCounted = section === "matrix" && wanted > 0;
  const sum = isCounted ? [element("span", "sum", `${passed}/${wanted}`)] : [];
  return element("td", "", element("div", "squares", ...squares), ...sum);
}
