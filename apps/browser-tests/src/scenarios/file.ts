import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge, input: HTMLInputElement): Promise<void> {
  // #region send
  const [film] = input.files ?? []; // an <input type="file">
  if (film === undefined) return;
  await bridge.smartsend("films", [["film", film, "video"]]);
  // #endregion send
}

export async function receive(bridge: NATSBridge, list: HTMLElement): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("films", { lazy: true })) {
    for (const [dataname, film] of env.payloads) {
      const whole = await new Response(film.stream()).blob(); // checked, or an error
      const link = document.createElement("a");
      link.href = URL.createObjectURL(whole);
      link.download = "received.mp4";
      link.textContent = `${dataname} ${film.size} bytes`;
      list.append(link);
    }
  }
  // #endregion receive
}
