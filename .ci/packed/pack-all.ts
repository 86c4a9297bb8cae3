import { join } from "node:path";
import { root } from "../workspace.ts";
import { packAll } from "./pack.ts";

/** Packs every public package into the folder given, or `.cache/packed`, and says how they are installed. */
const tarballs = await packAll(process.argv[2] ?? join(root, ".cache/packed"));
console.log(`npm install ${tarballs.join(" ")}`);
