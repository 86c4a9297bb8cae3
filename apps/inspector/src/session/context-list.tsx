import { Button, CloseButton, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { type Context, forgetContext } from "./contexts.ts";

/** The contexts that are remembered, to be chosen or forgotten. */
export function ContextList({
  contexts,
  onChoose,
  onChange,
}: {
  readonly contexts: readonly Context[];
  readonly onChoose: (context: Context) => void;
  readonly onChange: (contexts: Context[]) => void;
}): ReactNode {
  if (contexts.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label="Remembered">
      {contexts.map((context) => (
        <Button.Group key={context.name}>
          <Button variant="default" size="compact-md" onClick={() => onChoose(context)}>
            {context.name}
          </Button>
          <CloseButton
            aria-label={`Forget ${context.name}`}
            onClick={() => onChange(forgetContext(context.name))}
          />
        </Button.Group>
      ))}
    </Group>
  );
}
