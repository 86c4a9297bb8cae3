import { Button, CloseButton, FileButton, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { PAYLOAD_TYPES, type PayloadType } from "@natsbridge/schema";
import type { ReactNode } from "react";
import { formatBytes } from "../page/format.ts";
import { type Draft, isTyped, typeOfFile } from "./draft.ts";

const HINTS: Partial<Record<PayloadType, string>> = {
  text: "Text",
  dictionary: '{ "json": true }',
  jsontable: "Rows pasted from a spreadsheet, or a JSON list of objects",
  arrowtable: "Rows pasted from a spreadsheet, or a JSON list of objects",
};

/** One payload to be written: its name, its type, and what it holds. */
export function DraftFields({
  draft,
  onChange,
  onRemove,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { name, type, text, file } = draft;
  return (
    <fieldset className="draft">
      <legend className="visually-hidden">{`Payload ${name}`}</legend>
      <div className="draft-head">
        <TextInput
          aria-label="Name of the payload"
          value={name}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label="Type of the payload"
          value={type}
          data={[...PAYLOAD_TYPES]}
          onChange={(event) =>
            onChange({ ...draft, type: event.currentTarget.value as PayloadType })
          }
        />
        <FileButton
          onChange={(given) =>
            given && onChange({ ...draft, name: given.name, type: typeOfFile(given), file: given })
          }
        >
          {(properties) => (
            <Button variant="default" aria-label={`File for ${name}`} {...properties}>
              File…
            </Button>
          )}
        </FileButton>
        <CloseButton aria-label={`Remove ${name}`} onClick={onRemove} />
      </div>
      {file && <p className="payload-facts">{`${file.name}, ${formatBytes(file.size)}`}</p>}
      {file === undefined && isTyped(type) && (
        <Textarea
          aria-label={`Content of ${name}`}
          placeholder={HINTS[type] ?? ""}
          autosize
          minRows={2}
          maxRows={14}
          value={text}
          onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
