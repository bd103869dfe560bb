import { describe, expect, it } from "vitest";
import { decideWave } from "#server/triage/replay-batches/driver/decide-wave.ts";
import { takeTokens } from "#server/triage/replay-batches/driver/take-tokens.ts";
import { waveSize } from "#server/triage/replay-batches/wave-size.ts";

/** A reproducible random number from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  // Neighbouring seeds of mulberry32 give similar first numbers: they are spread first.
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Replays `total` messages of which a share fails, with outcomes that arrive one by one, as the driver sees them. */
function simulate(seed: number, total: number, failing: number) {
  const random = randomOf(seed);
  let left = total;
  let sent = 0;
  for (let number = 1; left > 0; number += 1) {
    const size = waveSize(number, "gated", left);
    left -= size;
    sent += size;
    let failedAgain = 0;
    for (let settled = 1; settled <= size; settled += 1) {
      if (random() < failing) failedAgain += 1;
      const decision = decideWave({ number, size, failedAgain, open: settled < size, newCause: null });
      if (decision.kind === "stop") return { sent, stopped: true };
      if (decision.kind !== (settled < size ? "wait" : "continue")) throw new Error(`wave ${number}: ${decision.kind}`);
    }
  }
  return { sent, stopped: false };
}

const seeds = Array.from({ length: 1_000 }, (_, seed) => seed);

describe("the gate", () => {
  it("costs one message where the handler is broken", () => {
    for (const seed of seeds) expect(simulate(seed, 10_000, 1)).toEqual({ sent: 1, stopped: true });
  });

  it("stops within 31 messages where 20 % fail, in at least 97 % of 1,000 runs", () => {
    const early = seeds.filter((seed) => {
      const { sent, stopped } = simulate(seed, 10_000, 0.2);
      return stopped && sent <= 31;
    });
    expect(early.length).toBeGreaterThanOrEqual(970);
  });

  it("never stops a healthy batch", () => {
    for (const seed of seeds) expect(simulate(seed, 1_000, 0)).toEqual({ sent: 1_000, stopped: false });
  });

  it("stops at once for a new cause, whatever the wave", () => {
    const outcomes = { number: 4, size: 125, failedAgain: 1, open: true, newCause: "0123456789abcdef" };
    expect(decideWave(outcomes)).toMatchObject({
      kind: "stop",
      stop: { code: "new-cause", cause: "0123456789abcdef" },
    });
  });

  it("tolerates 10 % of a later wave", () => {
    const wave = { number: 4, size: 125, open: false, newCause: null };
    expect(decideWave({ ...wave, failedAgain: 12 })).toEqual({ kind: "continue" });
    expect(decideWave({ ...wave, failedAgain: 13 })).toMatchObject({
      stop: { code: "wave-failed", words: "13 of 125 messages of wave 4 failed again: more than 10 %." },
    });
  });
});

it("a rate allows one second's worth at most, and what the elapsed time filled", () => {
  const at = new Date(0);
  const after = (milliseconds: number, tokens = 0) =>
    takeTokens({ tokens, at }, { ratePerSecond: 20, now: new Date(milliseconds), wanted: 200 });
  expect(after(100)).toMatchObject({ taken: 2, bucket: { tokens: 0 } });
  expect(after(60_000)).toMatchObject({ taken: 20, bucket: { tokens: 0 } });
  expect(after(25, 0.6).taken).toBe(1);
  expect(after(-5_000)).toMatchObject({ taken: 0 });
  expect(takeTokens({ tokens: 0, at }, { ratePerSecond: null, now: at, wanted: 200 }).taken).toBe(200);
});
