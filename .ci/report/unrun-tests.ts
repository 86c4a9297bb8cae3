interface TestFile {
  readonly name: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/** The test files of the repository in which, by vitest's own reports, not one test passed. */
export function unrunTests(files: readonly string[], reported: readonly TestFile[]): string[] {
  const ran = reported
    .filter(({ assertionResults }) => assertionResults.some(({ status }) => status === "passed"))
    .map(({ name }) => name);
  return files.filter((file) => !ran.some((name) => name.endsWith(`/${file}`)));
}
