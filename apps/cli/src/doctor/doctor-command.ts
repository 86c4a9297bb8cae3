import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";

/** `natsbridge doctor`. */
export function doctorCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("doctor")
    .summary("what is wrong between here and there, and how to mend it")
    .description(
      "Looks at broker, login, limits, streams, file server, addresses and clocks, and sends one payload of each type round. Each finding comes with its mend. Exit codes as monitoring expects: 0 ok, 1 warning, 2 critical, 3 unknown. Files that it uploads are removed again.",
    )
    .option("--monitoring <url>", "monitoring port of the broker, such as http://localhost:8222")
    .option(
      "--subject <subject>",
      "subject of the round trips, where this user may publish and subscribe; default: one of its own below natsbridge.doctor",
    )
    .action(async (options, self) => {
      const { runDoctor } = await import("./run-doctor.ts");
      exit(await runDoctor({ ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge doctor", "everything, from here"],
    ["natsbridge doctor --json", "for monitoring"],
  ]);
  return command;
}
