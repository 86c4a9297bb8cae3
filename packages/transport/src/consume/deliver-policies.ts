/** Where a new consumer may begin. */
export const DELIVER_POLICIES = ["all", "new", "last", "last_per_subject"] as const;

/** Where a new consumer begins. */
export type DeliverPolicy = (typeof DELIVER_POLICIES)[number];
