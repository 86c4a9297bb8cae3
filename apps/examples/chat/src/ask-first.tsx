import { Button, Code, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Places that the address of the page names, other than its own. */
export interface GivenPlaces {
  readonly broker: string | null;
  readonly files: string | null;
}

/** Asks before the page talks to places that somebody wrote into a link, and shows the rest only then. */
export function AskFirst({
  given,
  children,
}: {
  given: GivenPlaces;
  children: ReactNode;
}): ReactNode {
  const [isAllowed, allow] = useState(given.broker === null && given.files === null);
  if (isAllowed) return children;
  return (
    <Stack m="auto" maw="30rem" p="md" role="dialog" aria-label="Connect?">
      <Title size="h5">Connect?</Title>
      <Text>The link to this page wants it to talk to other servers than its own:</Text>
      {given.broker !== null && <Code block>{`Broker: ${given.broker}`}</Code>}
      {given.files !== null && <Code block>{`Files: ${given.files}`}</Code>}
      <Text c="dimmed">What you write and attach goes there. Go on only if you know them.</Text>
      <Button onClick={() => allow(true)}>Connect</Button>
    </Stack>
  );
}
