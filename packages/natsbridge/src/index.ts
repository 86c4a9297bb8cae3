export * from "@natsbridge/core";
