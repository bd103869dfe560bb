import type pg from "pg";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import type { Command, Racer } from "#server/testing/model/commands.ts";
import { Broken, checkInvariants, checkSettled, compare } from "#server/testing/model/invariants.ts";
import { judgeRace, type Step } from "#server/testing/model/judge-race.ts";
import type { Fate, Plan } from "#server/testing/model/receivers.ts";
import { readMiscounted, readSnapshot, type Seen } from "#server/testing/model/snapshot.ts";
import * as model from "#server/testing/model/spec.ts";
import { createWorld, handlerIds, type World } from "#server/testing/model/world.ts";
import { mailHandler } from "#server/testing/pipeline.ts";

type Slow = { plan: Plan; hear: (answer: model.Answer) => void; done: Promise<void> };
const roundsToSettle = 40;

/** One run: executes every command on the product and on the model, and compares them after it. */
export async function runCommands(pool: pg.Pool, boss: Boss, commands: readonly Command[]): Promise<void> {
  const session = new Session(await createWorld(pool, boss));
  for (const command of commands) if (command.kind !== "nothing") await session.do(command);
  await session.settle();
}

class Session {
  readonly #world: World;
  #spec: model.Spec = { messages: [], deliveries: [] };
  #seen: Seen[] = [];
  #slow: Slow[] = [];
  readonly #vanished = new Set<string>();
  /** By idempotency key: the attempts whose copy may have been sent without a record. */
  readonly #faults = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  async do(command: Command): Promise<void> {
    const relayed = await this.#apply(command);
    await this.#check(relayed);
  }

  async #check(relayed: boolean): Promise<void> {
    const before = this.#seen;
    const after = await readSnapshot(this.#world.pool);
    this.#seen = after;
    const { calls, began } = this.#world.receivers;
    const [spec, vanished, faults] = [this.#spec, this.#vanished, this.#faults];
    checkInvariants({ before, after, spec, relayed, vanished, calls, faults });
    const miscounted = await readMiscounted(this.#world.pool);
    if (miscounted.length > 0) throw new Broken("causes count their dead letters", miscounted);
    compare(spec, after);
    for (const { key, attempts } of spec.deliveries) {
      const begun = began.filter(({ delivery }) => delivery.key === key).length;
      if (begun !== attempts) throw new Broken("attempts count the started sends", { key, begun, attempts });
    }
  }

  /** Whether the relay ran. */
  async #apply(command: Command): Promise<boolean> {
    const world = this.#world;
    switch (command.kind) {
      case "nothing":
        return false;
      case "act":
      case "publish":
      case "tick":
        await this.#alone(this.#stepOf(command));
        return command.kind === "tick";
      case "race":
        await this.#race(this.#stepOf(command.one), this.#stepOf(command.other));
        return true;
      case "publish late":
        await this.#publishLate(command.subject);
        return true;
      case "tick cut off":
        await world.tickCutOff();
        // Without deliveries to release there was nothing to interrupt: new deliveries may stay.
        await this.#alone(this.#stepOf({ kind: "tick" }));
        return true;
      case "deliver":
        for (const handler of handlerIds) await this.#deliver(handler, command.fates);
        return false;
      case "kill off":
        await this.do({ kind: "publish", subject: command.subject, shipped: false });
        await this.do({ kind: "tick" });
        await this.do({ kind: "deliver", fates: ["refused"] });
        await this.do({ kind: "collect", cutOff: false });
        return false;
      case "answer":
        await this.#answer(command.which, command.answer);
        return false;
      case "collect":
        for (const handler of handlerIds) await this.#collect(handler, command.cutOff);
        return false;
      case "clock":
        await this.#moveClock(command.what);
        return false;
      case "vanish":
        await this.#vanish(command.target);
        return false;
      case "sweep":
        await this.#sweep();
        return false;
    }
  }

  /** Runs until nothing is left to do, ends the wait of every slow worker, and checks the final state. */
  async settle(): Promise<void> {
    await this.#untilIdle();
    while (this.#slow.length > 0) await this.do({ kind: "answer", which: 0, answer: "accepted" });
    await this.#untilIdle();
    checkSettled(this.#spec, this.#seen, this.#world.receivers.calls);
  }

  async #untilIdle(): Promise<void> {
    for (let round = 0; round < roundsToSettle; round += 1) {
      const before = JSON.stringify(this.#spec);
      await this.do({ kind: "sweep" });
      for (const what of ["undo windows", "retries", "leases"] as const) await this.do({ kind: "clock", what });
      await this.do({ kind: "tick" });
      await this.do({ kind: "deliver", fates: ["accepted"] });
      await this.do({ kind: "collect", cutOff: false });
      if (JSON.stringify(this.#spec) === before) return;
    }
    throw new Broken("everything comes to rest", this.#spec);
  }

  #stepOf(racer: Racer): Step {
    const world = this.#world;
    if (racer.kind === "tick") {
      const inWorld = async () => {
        await world.tick();
        return "";
      };
      const inSpec = (spec: model.Spec) => {
        model.relay(spec);
        return "";
      };
      return { inSpec, inWorld };
    }
    if (racer.kind === "publish") {
      const { subject, shipped } = racer;
      const message = this.#newMessage(subject, shipped);
      const inWorld = async () => {
        Object.assign(message, await world.publish(subject, message.tag, shipped));
        return "";
      };
      const inSpec = (spec: model.Spec) => {
        spec.messages.push({ ...message });
        return "";
      };
      return { inSpec, inWorld };
    }
    const target = this.#targetOf(racer);
    if (!target) return { inSpec: () => "", inWorld: async () => "" };
    const { action } = racer;
    return { inSpec: (spec) => model.act(spec, action, target.key), inWorld: () => world.act(action, target) };
  }

  #newMessage(subject: number, shipped: boolean): model.SpecMessage {
    const tag = `s${subject}m${this.#tags++}`;
    const handlers = shipped ? [mailHandler] : [...handlerIds];
    return { id: "", seq: 0, subject: this.#world.subjectOf(subject), tag, handlers, relayed: false };
  }
  #tags = 0;

  #targetOf({ action, target, anyTarget }: Racer & { kind: "act" }): model.SpecDelivery | undefined {
    const all = model.sorted(this.#spec.deliveries);
    const among = anyTarget ? all : all.filter((delivery) => model.fits(action, delivery));
    return among[target % (among.length || 1)];
  }

  async #alone({ inSpec, inWorld }: Step): Promise<void> {
    const found = await inWorld();
    const wanted = inSpec(this.#spec);
    if (found !== wanted) throw new Broken("the model: the same answer", { wanted, found });
  }

  async #race(one: Step, other: Step): Promise<void> {
    this.#spec = await judgeRace(this.#world, this.#spec, one, other);
    for (const slow of this.#slow) slow.plan.delivery = this.#delivery(slow.plan.delivery.key);
  }

  #delivery(key: string): model.SpecDelivery {
    const delivery = this.#spec.deliveries.find((each) => each.key === key);
    if (!delivery) throw new Error(`the model knows no ${key}`);
    return delivery;
  }

  /** A transaction with the first seq commits last, after the relay has passed it. */
  async #publishLate(subject: number): Promise<void> {
    const late = this.#newMessage(subject, false);
    const published = await this.#world.publishLate(subject, late.tag, async () => {
      await this.#alone(this.#stepOf({ kind: "publish", subject: (subject + 1) % 3, shipped: false }));
      await this.#alone(this.#stepOf({ kind: "tick" }));
    });
    this.#spec.messages.push({ ...late, ...published });
  }

  async #deliver(handler: string, fates: readonly (Fate | "dies at once")[]): Promise<void> {
    const jobs = await this.#world.fetchDue(handler);
    const work = this.#inOrder(jobs).map(([delivery, job], index) => {
      const fate = fates[index % fates.length] ?? "accepted";
      return fate === "dies at once" ? Promise.resolve() : this.#try(handler, delivery, job, fate);
    });
    await Promise.all(work);
    this.#world.receivers.forget();
  }

  #inOrder(jobs: readonly QueueJob[]): [model.SpecDelivery, QueueJob][] {
    const byId = new Map(jobs.map((job) => [job.deliveryId, job]));
    return model.sorted(this.#spec.deliveries).flatMap((delivery) => {
      const job = byId.get(delivery.id ?? "");
      return job ? [[delivery, job] as [model.SpecDelivery, QueueJob]] : [];
    });
  }

  async #try(handler: string, delivery: model.SpecDelivery, job: QueueJob, fate: Fate): Promise<void> {
    const attempt = model.claim(this.#spec, delivery);
    if (attempt === null) return this.#world.deliver(handler, job);
    this.#judgeOrder(delivery);
    const silence = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<model.Answer>();
    const plan: Plan = { delivery, attempt, fate, silent: silence.resolve, answer: heard.promise };
    this.#world.receivers.plan(plan);
    const mayDouble = fate !== "accepted" && fate !== "refused" && fate !== "deferred";
    if (mayDouble) this.#blame(delivery);
    const done = this.#world.deliver(handler, job);
    await Promise.race([done, silence.promise]);
    if (fate === "slow" || fate === "slow to send") this.#slow.push({ plan, hear: heard.resolve, done });
    else if (fate !== "dies before" && fate !== "dies after") model.settle(delivery, attempt, fate);
  }

  #blame({ id }: model.SpecDelivery): void {
    const key = this.#seen.find((row) => row.id === id)?.idempotencyKey ?? "";
    this.#faults.set(key, (this.#faults.get(key) ?? 0) + 1);
  }

  /** Checks the order at the receivers: nothing is sent past an earlier open or dead delivery, unless that was released once. */
  #judgeOrder(later: model.SpecDelivery): void {
    const lineage = (rootKey: string) => this.#spec.deliveries.filter((each) => each.rootKey === rootKey);
    const earlier = this.#spec.deliveries.find(
      (each) =>
        later.ordered &&
        model.standsBefore(each, later) &&
        !lineage(each.rootKey).some(({ steppedAside }) => steppedAside),
    );
    if (earlier) throw new Broken("nothing is sent before an earlier message of its subject", { earlier, later });
  }

  async #answer(which: number, answer: model.Answer): Promise<void> {
    const [slow] = this.#slow.splice(which % (this.#slow.length || 1), 1);
    if (!slow) return;
    slow.hear(answer);
    await slow.done;
    model.settle(slow.plan.delivery, slow.plan.attempt, answer);
  }

  async #collect(handler: string, cutOff: boolean): Promise<void> {
    const jobs = this.#inOrder(await this.#world.fetchDead(handler));
    for (const [delivery, job] of jobs) {
      if (cutOff) await this.#world.collectCutOff(handler, job);
      else {
        await this.#world.collect(handler, job);
        model.collect(delivery);
      }
    }
  }

  async #moveClock(what: "undo windows" | "retries" | "leases"): Promise<void> {
    if (what === "retries") await this.#world.retriesAreDue();
    if (what === "leases") await this.#world.leasesExpire();
    if (what === "undo windows") {
      await this.#world.undoWindowsPass();
      for (const delivery of this.#spec.deliveries) delivery.undoOpen = false;
    }
  }

  async #vanish(target: number): Promise<void> {
    const open = this.#seen.filter((row) => model.isInFlight(row) && row.jobs.length > 0);
    const row = open[target % (open.length || 1)];
    if (!row) return;
    this.#vanished.add(row.id);
    await this.#world.jobVanishes(row.id);
  }

  async #sweep(): Promise<void> {
    const jobless = this.#seen.filter((row) => model.isInFlight(row) && row.jobs.length === 0).length;
    const found = await this.#world.sweep();
    if (found !== jobless) throw new Broken("the sweep finds what has no job, and that alone", { found, jobless });
    this.#vanished.clear();
  }
}
