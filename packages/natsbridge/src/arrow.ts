export * from "@natsbridge/codecs/arrow";
