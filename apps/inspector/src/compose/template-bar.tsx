import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Draft } from "./draft.ts";
import { keepTemplate, readTemplates, type Template } from "./templates.ts";

/** Opens a message that was kept, and keeps this one. */
export function TemplateBar({
  subject,
  drafts,
  onOpen,
}: {
  readonly subject: string;
  readonly drafts: readonly Draft[];
  readonly onOpen: (template: Template) => void;
}): ReactNode {
  const [templates, setTemplates] = useState(readTemplates);
  const [name, setName] = useState("");
  return (
    <Group gap="xs" align="end">
      {templates.length > 0 && (
        <NativeSelect
          aria-label="Template"
          value=""
          data={[{ value: "", label: "Open a template…" }, ...templates.map((each) => each.name)]}
          onChange={(event) => {
            const found = templates.find((each) => each.name === event.currentTarget.value);
            if (found) onOpen(found);
          }}
        />
      )}
      <TextInput
        aria-label="Name of the template"
        placeholder="Keep as a template"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={name.trim() === ""}
        onClick={() => {
          setTemplates(keepTemplate({ name: name.trim(), subject, drafts }));
          setName("");
        }}
      >
        Keep
      </Button>
    </Group>
  );
}
