import { hasProcess } from "@natsbridge/schema/base";
import { microtasks } from "./microtasks.ts";

/**
 * Lets what is published while others wait for the server go together with all that comes in the same turn of the event
 * loop: one write for all, where the client would make one for nearly each.
 */
export class PublishTurn {
  #end: Promise<void> | undefined;

  /**
   * To be awaited before publishing, where there is something to wait for.
   *
   * @param isBusy something else is under way on the connection; whoever is alone goes at once.
   */
  enter(isBusy: boolean): Promise<void> | undefined {
    // A page would have to wait for its next task.
    if (this.#end || !isBusy || !hasProcess()) return this.#end;
    this.#end = microtasks();
    void this.#end.then(() => {
      this.#end = undefined;
    });
    return this.#end;
  }
}
