import type { ReactNode } from "react";
import { StateWord } from "#components/marks/state-mark.tsx";
import { ageTone, ageWords, durationWords } from "#components/ui/age-words.ts";
import { Time } from "#components/ui/time.tsx";
import { Build } from "#components/workers/worker-build.tsx";
import {
  kindWords,
  loadOf,
  markOfState,
  memoryWords,
  newestBuild,
  stateWords,
} from "#components/workers/worker-words.ts";
import { type InFlightDto, type ProcessDto, silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

const head = "pb-1.5 text-xs font-medium text-fg-3";

/** One row per process. `now` is a moment of the database's clock, as its beats are. */
export function WorkerTable({ items, now }: { items: readonly ProcessDto[]; now: number }) {
  const build = newestBuild(items);
  return (
    <div className="border-t border-line pt-3">
      <table className="w-full">
        <caption className="sr-only">Processes, those that run first</caption>
        <thead>
          <tr>
            <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
              Process
            </th>
            <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
              State
            </th>
            <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
              Build
            </th>
            <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
              Started
            </th>
            <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
              Memory
            </th>
            <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
              Loop delay
            </th>
            <th scope="col" className={`${head} px-2 text-end desk:px-4`}>
              In hand
            </th>
            <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-6`}>
              Last beat
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <WorkerRow key={item.id} item={item} now={now} newest={build} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands behind a last beat that is long ago is no longer true, and quiet. */
export function WorkerRow({ item, now, newest }: { item: ProcessDto; now: number; newest: string | null }) {
  const beatAge = Math.max(0, (now - Date.parse(item.seenAt)) / 1_000);
  const over = item.state === "silent" || item.state === "gone";
  const quiet = over ? "text-fg-3" : "";
  const state = (
    <>
      <StateWord name={markOfState[item.state]}>{stateWords(item.state, beatAge)}</StateWord>
      {item.state === "gone" && (
        <span className="block text-xs text-fg-2 max-desk:inline">
          {" "}
          since <Time at={item.seenAt} format="day" />
        </span>
      )}
    </>
  );
  return (
    <tr className="border-t border-line align-top hover:bg-hover">
      <th scope="row" className="py-2 ps-4 pe-2 text-start font-normal desk:ps-6">
        <span className={`font-name ${over ? "text-fg-2" : ""}`}>{kindWords[item.kind]}</span>
        {item.duties.length > 0 && item.duties.length < 3 && (
          <span className="text-xs text-fg-2">{` ${item.duties.join(", ")} alone`}</span>
        )}
        <code className="block text-xs wrap-anywhere text-fg-3">{`${item.host}:${item.pid}`}</code>
        <div className="desk:hidden">{state}</div>
        <p className={`text-xs desk:hidden ${over ? "text-fg-3" : "text-fg-2"}`}>
          {`${memoryWords(item.residentBytes)}, loop ${delayWords(item)}, build `}
          <Build item={item} newest={newest} />
        </p>
      </th>
      <td className="px-2 py-2 max-desk:hidden">{state}</td>
      <td className={`px-2 py-2 max-desk:hidden ${over ? "text-fg-3" : "text-fg-2"}`}>
        <Build item={item} newest={newest} />
      </td>
      <td className={`px-2 py-2 whitespace-nowrap max-desk:hidden ${over ? "text-fg-3" : "text-fg-2"}`}>
        <Time at={item.startedAt} format="day" />
      </td>
      <td className={`px-2 py-2 text-end whitespace-nowrap max-desk:hidden ${quiet}`}>
        {memoryWords(item.residentBytes)}
        <span className="block text-xs text-fg-3">{`heap ${memoryWords(item.heapUsedBytes)}`}</span>
      </td>
      <td className={`px-2 py-2 text-end whitespace-nowrap max-desk:hidden ${quiet}`}>{delayWords(item)}</td>
      <td className={`px-2 py-2 text-end desk:px-4 ${quiet}`}>
        <InHand item={item} over={over} />
      </td>
      <td className="py-2 ps-2 pe-4 text-end whitespace-nowrap desk:pe-6">
        <span className={over ? "text-fg-2" : ageTone(beatAge, silentAfterSeconds)}>
          {ageWords(Math.max(1, beatAge))}
        </span>
      </td>
    </tr>
  );
}

const delayWords = ({ loopDelaySeconds }: ProcessDto) => durationWords(loopDelaySeconds * 1_000);

function InHand({ item, over }: { item: ProcessDto; over: boolean }): ReactNode {
  const { inHand, concurrency } = loadOf(item);
  if (item.hands.length === 0) return <span className="text-fg-3">–</span>;
  if (over) return inHand === 0 ? "none" : `had ${inHand}`;
  return (
    <>
      <span className="whitespace-nowrap desk:hidden">{`${inHand} of ${concurrency}`}</span>
      <ul className="max-desk:hidden">
        {item.hands.map((hand) => (
          <Hand key={hand.handler} hand={hand} />
        ))}
      </ul>
    </>
  );
}

function Hand({ hand: { label, inHand, concurrency } }: { hand: InFlightDto }) {
  return (
    <li className={inHand === 0 ? "text-fg-3" : ""}>
      <span className="text-xs">{label} </span>
      <span className="whitespace-nowrap">
        <b className="font-medium">{inHand}</b>
        {` of ${concurrency}`}
      </span>
    </li>
  );
}
