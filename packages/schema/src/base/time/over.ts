/**
 * The reason of an abort that ends what nobody waits for any more. Without one the runtime makes an error for it, whose
 * stack is most of what a small request costs.
 */
export const OVER: Error = new Error("closed");
