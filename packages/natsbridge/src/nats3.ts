export * from "@natsbridge/transport/nats3";
