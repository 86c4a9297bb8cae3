#!/usr/bin/env node
import module from "node:module";

// Later starts find the modules compiled.
module.enableCompileCache?.();
const { runProgram } = await import("./run-program.ts");
process.exitCode = await runProgram(process.argv);
