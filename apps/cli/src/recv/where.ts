import { InvalidArgumentError } from "commander";

/** A condition over an envelope. */
export interface WhereClause {
  readonly path: readonly string[];
  readonly holds: (text: string | undefined) => boolean;
}

/** Reads `field=value`, `field!=value` and `field~pattern`, and adds it to those before. */
export function whereClause(text: string, before: readonly WhereClause[] = []): WhereClause[] {
  const [, field = "", operator, value = ""] = /^([^=!~]+)(!=|=|~)(.*)$/s.exec(text) ?? [];
  if (operator === undefined) {
    throw new InvalidArgumentError("It must be field=value, field!=value or field~pattern.");
  }
  return [...before, { path: field.trim().split("."), holds: holdsFor(operator, value) }];
}

function holdsFor(operator: string, value: string): WhereClause["holds"] {
  if (operator === "=") return (text) => text === value;
  if (operator === "!=") return (text) => text !== value;
  const pattern = patternOf(value);
  return (text) => text !== undefined && pattern.test(text);
}

function patternOf(value: string): RegExp {
  try {
    return new RegExp(value, "u");
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : "It is no pattern.");
  }
}

/** Whether an envelope meets all conditions. A field that is no text counts as its JSON. */
export function meets(envelope: object, clauses: readonly WhereClause[]): boolean {
  return clauses.every(({ path, holds }) => holds(textAt(envelope, path)));
}

function textAt(envelope: object, path: readonly string[]): string | undefined {
  let value: unknown = envelope;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
