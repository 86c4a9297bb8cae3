/** Draws the report. Text of messages becomes text nodes only, never markup. */
import { SECTIONS } from "./cases/case.ts";
import { showDetails } from "./report/page/details.ts";
import { drawHeader } from "./report/page/header.ts";
import { drawSection } from "./report/page/section.ts";
import type { Report } from "./report/report.ts";

const report: Report = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
const details = document.createElement("dialog");
details.id = "details";

const sections = SECTIONS.flatMap((section) => {
  const results = report.results.filter((result) => result.section === section);
  return results.length === 0
    ? []
    : [drawSection(section, results, (one) => showDetails(details, one, report))];
});
document.getElementById("report")?.append(drawHeader(report), ...sections, details);
