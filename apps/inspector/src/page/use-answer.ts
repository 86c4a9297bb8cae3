import { useCallback, useEffect, useState } from "react";

/** What was asked for: not there yet, there, or refused. What was there stays until the next answer. */
export interface Asked<Answer> {
  readonly answer: Answer | undefined;
  readonly fault: string;
  /** Asks again. */
  readonly again: () => void;
}

/** Asks when it is first shown and whenever the question changes; late answers to older questions are left out. */
export function useAnswer<Answer>(ask: () => Promise<Answer>): Asked<Answer> {
  const [state, setState] = useState<{ answer?: Answer; fault: string }>({ fault: "" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    void turn;
    let isWanted = true;
    ask().then(
      (answer) => isWanted && setState({ answer, fault: "" }),
      (error: unknown) => {
        if (isWanted) setState({ fault: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [ask, turn]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  return { answer: state.answer, fault: state.fault, again };
}
