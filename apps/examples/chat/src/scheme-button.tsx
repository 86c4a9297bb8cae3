import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import type { ReactNode } from "react";

/** Turns dark into light and back; at first the page follows the system. */
export function SchemeButton(): ReactNode {
  const scheme = useComputedColorScheme("light");
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      variant="default"
      aria-label={`Use ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === "dark" ? "☀" : "☾"}
    </ActionIcon>
  );
}
