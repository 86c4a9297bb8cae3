import { describe, expect, it, onTestFinished, vi } from "vitest";
import { measure, median } from "./measure.ts";
import { reportText } from "./report.ts";

describe("median", () => {
  it("is the value in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });
});

describe("measure", () => {
  it("lets contenders take turns, leaves the first round out and compares medians", async () => {
    const turns: string[] = [];
    const contender = (name: string, figures: number[]) => ({
      name,
      run: () => {
        turns.push(name);
        return figures.shift() ?? 0;
      },
    });
    const result = await measure(
      {
        name: "work",
        unit: "ms",
        contenders: [contender("ours", [900, 10, 30, 20]), contender("theirs", [1, 80, 81, 79])],
        bars: [
          { against: "theirs", atLeast: 4 },
          { against: "theirs", atLeast: 4.1 },
        ],
      },
      3,
    );
    expect(turns).toEqual(Array(4).fill(["ours", "theirs"]).flat());
    expect(result.figures.map(({ median: figure }) => figure)).toEqual([20, 80]);
    expect(result.verdicts.map(({ ratio, isMet }) => [ratio, isMet])).toEqual([
      [4, true],
      [4, false],
    ]);
    expect(reportText(result)).toBe(
      [
        "work",
        "  ours         20.0 ms",
        "  theirs       80.0 ms  4.00 x",
        "  met: 4.00 x against theirs, at least 4 x",
        "  MISSED: 4.00 x against theirs, at least 4.1 x",
      ].join("\n"),
    );
  });

  it("collects before each run, but not where many messages pass", async () => {
    const gc = vi.fn(async () => undefined);
    vi.stubGlobal("gc", gc);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const contenders = [{ name: "ours", run: () => 1 }];
    await measure({ name: "w", unit: "ms", contenders, bars: [] }, 2);
    expect(gc).toHaveBeenCalledTimes(3);
    await measure({ name: "w", unit: "ms", messages: 9, contenders, bars: [] }, 2);
    expect(gc).toHaveBeenCalledTimes(3);
  });

  it("takes the time of a call that gives no figure", async () => {
    const contenders = [{ name: "ours", run: () => undefined }];
    const { figures } = await measure({ name: "w", unit: "ms", contenders, bars: [] }, 1);
    expect(figures[0]?.median).toBeGreaterThan(0);
    expect(figures[0]?.median).toBeLessThan(1000);
  });
});
