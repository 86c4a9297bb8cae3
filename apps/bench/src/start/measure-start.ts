import { registerHooks } from "node:module";

/** Imports a library in a process of its own, publishes once where a server is named, and prints what that took. */
const [, , library = "", url = ""] = process.argv;
let modules = 0;
registerHooks({
  load(file, context, next) {
    modules += 1;
    return next(file, context);
  },
});
const before = process.cpuUsage();
const loaded = await import(library);
if (url !== "" && "smartsend" in loaded) {
  await loaded.smartsend("start", [["message", "Hello!", "text"]], { broker_url: url });
} else if (url !== "") {
  const connection = await loaded.connect({ servers: url });
  connection.publish("start", "Hello!");
  await connection.flush();
  await connection.close();
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ figure: (user + system) / 1000, modules }));
process.exit(0);
