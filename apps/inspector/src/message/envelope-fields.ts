/** The fields of an envelope that are text, in the order in which they are shown. */
export const ENVELOPE_FIELDS = [
  "msg_purpose",
  "timestamp",
  "sender_name",
  "sender_id",
  "receiver_name",
  "receiver_id",
  "send_to",
  "reply_to",
  "correlation_id",
  "msg_id",
  "reply_to_msg_id",
  "broker_url",
] as const;
