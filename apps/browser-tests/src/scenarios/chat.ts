import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge, photo: HTMLInputElement): Promise<void> {
  // #region send
  const [file] = photo.files ?? []; // an <input type="file">
  if (file === undefined) return;
  await bridge.smartsend("chat", [
    ["message", "Look at this!", "text"],
    ["photo", file, "image"],
  ]);
  // #endregion send
}

export async function receive(bridge: NATSBridge, list: HTMLElement): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("chat")) {
    for (const [, data, type] of env.payloads) {
      if (type === "text") list.append(data); // never innerHTML: it is text of a stranger
      if (type === "image") {
        const picture = new Image();
        picture.src = URL.createObjectURL(new Blob([data.slice()]));
        list.append(picture);
      }
    }
  }
  // #endregion receive
}
