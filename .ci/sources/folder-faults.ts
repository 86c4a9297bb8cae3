import { dirname } from "node:path";

/** Sources that may stand side by side in a folder of a package; tests are not counted. */
const MOST = 25;

/** Folders of packages that hold more sources than a reader takes in. One line per fault. */
export function folderFaults(paths: readonly string[]): string[] {
  const sources = paths.filter(
    (path) => /^packages\/[^/]+\/src\//.test(path) && !/\.test(\.support)?\.ts$/.test(path),
  );
  return Object.entries(Object.groupBy(sources, dirname)).flatMap(([folder, files = []]) =>
    files.length > MOST
      ? [`${folder}: ${files.length} sources side by side, at most ${MOST}; give it rooms`]
      : [],
  );
}
