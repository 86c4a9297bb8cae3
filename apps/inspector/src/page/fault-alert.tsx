import { Alert } from "@mantine/core";
import type { ReactNode } from "react";

/** Why something is not there. */
export function FaultAlert({
  title,
  fault,
}: {
  readonly title: string;
  readonly fault: string;
}): ReactNode {
  if (fault === "") return null;
  return (
    <Alert color="red" role="alert" title={title} className="fault">
      {fault}
    </Alert>
  );
}
