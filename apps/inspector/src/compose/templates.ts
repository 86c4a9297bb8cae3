import { isPayloadType } from "@natsbridge/schema";
import type { Draft } from "./draft.ts";

/** A message that was kept, without its files. */
export interface Template {
  readonly name: string;
  readonly subject: string;
  readonly drafts: readonly Draft[];
}

const KEY = "natsbridge.templates";

/** The templates that this browser keeps. */
export function readTemplates(): Template[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isTemplate) : [];
  } catch {
    return [];
  }
}

/** Keeps a template under its name, in place of an older one. */
export function keepTemplate(template: Template): Template[] {
  const drafts = template.drafts.map(({ id, name, type, text }) => ({ id, name, type, text }));
  const others = readTemplates().filter(({ name }) => name !== template.name);
  const all = [...others, { ...template, drafts }];
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
  return all;
}

function isTemplate(value: unknown): value is Template {
  const { name, subject, drafts } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof name !== "string" || typeof subject !== "string" || !Array.isArray(drafts))
    return false;
  return drafts.every((draft: Partial<Record<keyof Draft, unknown>> | null) => {
    const { id, name, type, text } = draft ?? {};
    const isText = typeof name === "string" && typeof text === "string";
    return isText && typeof id === "number" && typeof type === "string" && isPayloadType(type);
  });
}
