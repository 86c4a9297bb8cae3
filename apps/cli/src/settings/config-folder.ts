import { homedir } from "node:os";
import { join } from "node:path";

/** The folder in which a program keeps its settings: `$XDG_CONFIG_HOME/<program>`, else `~/.config/<program>`. */
export function configFolder(program: string): string {
  const { XDG_CONFIG_HOME } = process.env;
  const isSet = XDG_CONFIG_HOME !== undefined && XDG_CONFIG_HOME !== "";
  return join(isSet ? XDG_CONFIG_HOME : join(homedir(), ".config"), program);
}
