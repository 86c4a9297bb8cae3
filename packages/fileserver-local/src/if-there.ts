/**
 * What a call of the file system gives, or undefined where the file system says that it is not there. Every other fault,
 * such as too many open files, says nothing about the file.
 */
export async function ifThere<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The code of an error of the system; `""` where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
