/** Writes the table of what each peer has into the README. */
import { writeFileSync } from "node:fs";
import { README, readmeWithParity } from "./api/parity-section.ts";

writeFileSync(README, readmeWithParity());
