import { expect, test } from "vitest";
import { mergeEpisodes } from "#server/monitoring/history/merge-episodes.ts";
import type { Episode } from "#server/monitoring/history/sql/read-markers.ts";

const width = 60_000;
const minute = (number: number) => new Date(number * width);
const episode = (
  at: number,
  until: number | null,
  message: string,
  severity: Episode["severity"] = "warning",
): Episode => ({
  ...{ at: minute(at), until: until === null ? null : minute(until), message, severity },
});

test("merges overlapping and adjacent alerts, with the message of the first most severe one", () => {
  const bands = mergeEpisodes(
    [
      episode(10, 11, "last"),
      episode(1, 5, "long"),
      episode(2, 3, "worse", "critical"),
      episode(4, 5, "worse too", "critical"),
      episode(6, 7, "next"),
    ],
    width,
  );
  expect(bands).toEqual([
    { at: minute(1), until: minute(7), count: 4, severity: "critical", message: "worse" },
    { at: minute(10), until: minute(11), count: 1, severity: "warning", message: "last" },
  ]);
});

test("merges every later alert into one that still fires", () => {
  expect(mergeEpisodes([episode(1, null, "fires"), episode(8, 9, "over")], width)).toEqual([
    { at: minute(1), until: null, count: 2, severity: "warning", message: "fires" },
  ]);
});
