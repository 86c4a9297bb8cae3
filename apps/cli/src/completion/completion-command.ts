import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import { SHELLS } from "./shells.ts";

/** `natsbridge completion`. */
export function completionCommand(): CommandUnknownOpts {
  const command = new Command("completion")
    .summary("completion for bash, zsh and fish")
    .description("Prints a script for a shell that completes commands, flags and contexts.")
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .action(async (shell) => {
      const { completionScript } = await import("./completion-script.ts");
      process.stdout.write(completionScript(shell));
    });
  addExamples(command, [
    ["source <(natsbridge completion bash)", "bash, for this session or in ~/.bashrc"],
    ["natsbridge completion zsh > _natsbridge", "zsh, into a folder of $fpath"],
    ["natsbridge completion fish > natsbridge.fish", "fish, into ~/.config/fish/completions"],
  ]);
  return command;
}
