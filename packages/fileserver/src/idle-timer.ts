/** Fires when one wait lasts too long. Time between waits does not count, so a slow consumer is no stalled server. */
export interface IdleTimer {
  /** A wait begins. */
  begin(): void;
  /** The wait is over. */
  end(): void;
  /** Stops for good. */
  stop(): void;
}

/**
 * A timer that costs two assignments per wait: instead of being set anew for each chunk it looks, when it fires, how
 * long the current wait has lasted. `timeout` in ms, 0 for none.
 */
export function createIdleTimer(timeout: number, onIdle: () => void): IdleTimer {
  let waitingSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function check(): void {
    timer = undefined;
    if (waitingSince === undefined) return;
    const left = waitingSince + timeout - performance.now();
    if (left <= 0) onIdle();
    else timer = setTimeout(check, left);
  }

  return {
    begin() {
      if (timeout === 0) return;
      waitingSince = performance.now();
      timer ??= setTimeout(check, timeout);
    },
    end() {
      waitingSince = undefined;
    },
    stop() {
      waitingSince = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
