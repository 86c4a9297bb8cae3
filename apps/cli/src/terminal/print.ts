/** Writes a line to standard output. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a value as one line of JSON. */
export function printJson(value: unknown): void {
  printJsonText(JSON.stringify(value));
}

/** Writes JSON text as a line that no terminal takes for a command: JSON itself leaves some control characters be. */
export function printJsonText(json: string): void {
  const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;
  print(json.replace(/[\u007f-\u009f]/g, escaped));
}
