/** A page that has a service worker run the suite: one file, since a service worker cannot `import()`. */
async function main(): Promise<void> {
  const settings = await (await fetch("/settings.json")).json();
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(settings);
}

void main();
