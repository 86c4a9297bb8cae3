/** Fires when one wait lasts too long. Time between waits does not count, so a slow consumer is no stalled server. */
export interface IdleTimer {
  /** A wait begins. */
  begin(): void;
  /** The wait is over. */
  end(): void;
  /** Stops for good. */
  stop(): void;
}

const CHECKS = 4;

/**
 * A timer that costs two assignments per wait: instead of being set anew or asking a clock for each chunk, it looks four
 * times per `timeout` whether the wait is still the same one, and fires at most a quarter late. `timeout` in ms, 0 for
 * none.
 */
export function createIdleTimer(timeout: number, onIdle: () => void): IdleTimer {
  let isWaiting = false;
  let wait = 0;
  let seenWait = 0;
  let seen = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function check(): void {
    timer = undefined;
    if (!isWaiting) return;
    seen = wait === seenWait ? seen + 1 : 0;
    seenWait = wait;
    if (seen === CHECKS) onIdle();
    else timer = setTimeout(check, timeout / CHECKS);
  }

  return {
    begin() {
      if (timeout === 0) return;
      isWaiting = true;
      wait += 1;
      timer ??= setTimeout(check, timeout / CHECKS);
    },
    end() {
      isWaiting = false;
    },
    stop() {
      isWaiting = false;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
