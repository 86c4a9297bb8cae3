import type { NATSBridge, Receipt } from "natsbridge";
import { useEffect, useState } from "react";
import { type Draft, payloadOf } from "./draft.ts";
import { nowhere } from "./nowhere.ts";

/** How long nobody types before a message is planned, in ms. */
const PAUSE = 250;

/** How a message would go, or why it would not. */
export interface Plan {
  readonly receipt?: Receipt;
  readonly fault: string;
}

/** Plans a message whenever it changes; nothing is uploaded or published. */
export function usePlan(bridge: NATSBridge, subject: string, drafts: readonly Draft[]): Plan {
  const [plan, setPlan] = useState<Plan>({ fault: "" });
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(async () => {
      try {
        const payloads = await Promise.all(drafts.map(payloadOf));
        const [, , receipt] = await bridge.smartsend(subject, payloads, {
          is_publish: false,
          fileserver: nowhere,
        });
        if (isWanted) setPlan({ receipt, fault: "" });
      } catch (error) {
        if (isWanted) setPlan({ fault: error instanceof Error ? error.message : String(error) });
      }
    }, PAUSE);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [bridge, subject, drafts]);
  return plan;
}
