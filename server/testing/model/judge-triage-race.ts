import type pg from "pg";
import type { KnownActor } from "#server/audit/actor.ts";
import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { transitions } from "#server/delivery/deliveries/delivery-state.ts";
import { AppError } from "#server/platform/errors.ts";
import { aDeadLetter, anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { Broken } from "#server/testing/model/invariants.ts";
import { readMiscounted } from "#server/testing/model/snapshot.ts";
import type { Pipeline } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const racing = ["edit", "replay", "discard", "restore", "undo"] as const;
type Racing = (typeof racing)[number];
type Letter = { id: string; version: number; state: DeliveryState };

/** `most` is the limit of rounds until each decision has won once, which is left to chance. */
type TriageRaceOptions = { rounds: number; operators: number; most?: number };
export type TriageRaceReport = {
  decisions: number;
  wins: Record<Racing, number>;
  /** The refusals, by their code. */
  refusals: Record<string, number>;
  /** Rounds with several winners one after the other, each on its own version. */
  severalWins: number;
  moves: number;
};

/** The state after each decision, by its audit action. */
const movesTo: Record<string, DeliveryState> = {
  replay: "replayed",
  undo: "dead",
  discard: "discarded",
  restore: "dead",
};

/**
 * Operators decide concurrently on one dead letter for many rounds, each with their own connection, from the state that the
 * previous round left. A trigger of the test records every change of every row, independently of the verbs' results. Throws
 * Broken at the first violated guarantee.
 */
export async function judgeTriageRace(
  pool: pg.Pool,
  pipeline: Pipeline,
  { rounds, operators, most = rounds }: TriageRaceOptions,
): Promise<TriageRaceReport> {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  await aDeadLetter(pool, pipeline);
  await watchMoves(pool);
  const report: TriageRaceReport = {
    decisions: 0,
    wins: { edit: 0, replay: 0, discard: 0, restore: 0, undo: 0 },
    refusals: {},
    severalWins: 0,
    moves: 0,
  };
  const letterNow = async (): Promise<Letter> => {
    const found = (await deliveriesOf(pool, subject)).find(({ id }) => id === delivery.id);
    if (!found) throw new Broken("no delivery disappears", delivery.id);
    return found;
  };
  const { rows: original } = await pool.query("select data from outbox_message where id = $1", [delivery.messageId]);

  const isWithoutWin = () => Object.values(report.wins).includes(0);
  for (let round = 0; round < rounds || (round < most && isWithoutWin()); round += 1) {
    const before = await letterNow();
    const decisions = Array.from({ length: operators }, (_, index) => {
      // Each operator gets another decision in each round; every second one sends the version that they read.
      const action = racing[(index + round) % racing.length] ?? "undo";
      const expectedVersion = (index + round) % 2 === 0 ? before.version : null;
      const payload = { ...original[0]?.data, email: `round-${round}-${index}@example.com` };
      return { action, run: () => decide(action, { id: delivery.id, index, expectedVersion, payload }) };
    });
    const results = await Promise.allSettled(decisions.map(({ run }) => run()));
    const won = results.filter(({ status }) => status === "fulfilled").length;
    results.forEach((result, index) => {
      const action = decisions[index]?.action ?? "undo";
      report.decisions += 1;
      if (result.status === "rejected") countRefusal(report, action, result.reason);
      else report.wins[action] += 1;
    });
    const after = await letterNow();
    if (after.version - before.version !== won)
      throw new Broken("one winner per version", { round, won, from: before.version, to: after.version });
    if (won > 1) report.severalWins += 1;
  }
  report.moves = await judgeHistory(pool, delivery.id, report);
  const miscounted = await readMiscounted(pool);
  if (miscounted.length > 0) throw new Broken("causes count what is dead", miscounted);
  return report;
}

type Decided = { id: string; index: number; expectedVersion: number | null; payload: Record<string, string> };

function decide(action: Racing, { id, index, expectedVersion, payload }: Decided): Promise<unknown> {
  const actor: KnownActor = { ...anOperator, name: `Operator ${index + 1}` };
  const by = { id, actor, requestId: null };
  switch (action) {
    case "edit":
      return createReplay({ ...by, expectedVersion, body: { payload, reason: "a race" } });
    case "replay":
      return createReplay({ ...by, expectedVersion, body: {} });
    case "discard":
      return discard({ ...by, expectedVersion, reason: "a race" });
    case "restore":
      return restore(by);
    case "undo":
      return undoReplay(by);
    default:
      return action satisfies never;
  }
}

/** Checks a refusal: an AppError with a message, and with the deciding change or the current version. */
function countRefusal(report: TriageRaceReport, action: Racing, error: unknown): void {
  const readable =
    error instanceof AppError &&
    (error.code === "conflict" || error.code === "precondition_failed") &&
    /^[A-Z].{15,}\.$/.test(error.message) &&
    ("winner" in error.extensions || "version" in error.extensions);
  if (!readable) throw new Broken("a conflict is readable", { action, error: String(error) });
  report.refusals[error.code] = (report.refusals[error.code] ?? 0) + 1;
}

async function watchMoves(pool: pg.Pool): Promise<void> {
  await pool.query(`create table seen_move (seq bigint generated always as identity, id uuid, version int, was text, became text,
                                            unique (id, version))`);
  await pool.query(`create function write_move() returns trigger language plpgsql as $$
                    begin insert into seen_move (id, version, was, became) values (new.id, new.version, old.state, new.state);
                    return null; end $$`);
  await pool.query(`create trigger write_move after update of state on delivery for each row
                    when (old.state <> new.state) execute function write_move()`);
}

/** Checks that every change was an allowed transition, and that the audit log has exactly the changes of the dead letter. */
async function judgeHistory(pool: pg.Pool, id: string, report: TriageRaceReport): Promise<number> {
  const { rows } = await pool.query<{ id: string; was: DeliveryState; became: DeliveryState }>(
    "select id, was, became from seen_move order by seq",
  );
  for (const { was, became } of rows) {
    const allowed: readonly DeliveryState[] = transitions[was];
    if (!allowed.includes(became)) throw new Broken("states move along the transitions", { was, became });
  }
  const { rows: audited } = await pool.query<{ action: string; edited: boolean }>(
    `select substr(action, 13) as action, after_digest is not null as edited from audit_entry
     where target_kind = 'delivery' and target_id = $1 and action <> 'dead-letter.correct-recipient' order by seq`,
    [id],
  );
  const told = audited.map(({ action }) => movesTo[action] ?? action);
  const moved = rows.filter((move) => move.id === id).map(({ became }) => became);
  if (told.join() !== moved.join()) throw new Broken("the audit has every change of state", { told, moved });
  for (const action of racing) {
    const name = action === "edit" ? "replay" : action;
    const count = audited.filter(
      (entry) => entry.action === name && (name !== "replay" || entry.edited === (action === "edit")),
    ).length;
    if (count !== report.wins[action])
      throw new Broken("audit rows are wins", { action, count, wins: report.wins[action] });
  }
  return rows.length;
}
