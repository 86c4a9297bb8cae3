import { plikOneshotUpload, smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const film = new Uint8Array(2_000_000);
  const options = { fileserver_upload_handler: plikOneshotUpload }; // one reader only
  const [env] = await smartsend("films", [["film", film, "video"]], options);
  await smartreceive(JSON.stringify(env));
  await smartreceive(JSON.stringify(env)); // the second reader
  // #endregion example
}
