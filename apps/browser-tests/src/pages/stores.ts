import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createS3FileServer } from "@natsbridge/fileserver-s3";

/** The stores besides the default one: they must not bring Node into a page either. */
Object.assign(globalThis, { createHttpFileServer, createS3FileServer });
