import { Agent } from "node:http";
import {
  type Draw,
  type FuzzRequest,
  generateRequest,
  type IdentityName,
  type Operation,
} from "#bench/attacks/fuzz/generate-request.ts";
import { type Fault, judgeAnswer, type Known } from "#bench/attacks/fuzz/judge-answer.ts";
import { sendRequest } from "#bench/attacks/fuzz/send-request.ts";
import type { Schema } from "#bench/attacks/fuzz/value-for.ts";
import { seededRandom } from "#bench/seeded-random.ts";

export type Fuzz = {
  origin: string;
  seed: number;
  requests: number;
  pages: readonly string[];
  /** Headers of each identity. */
  identities: Record<IdentityName, Record<string, string>>;
  ids: readonly string[];
  addresses: readonly string[];
  known: Known;
};

export type FuzzResult = { faults: Fault[]; statuses: Record<string, number>; sent: number };

const together = 4;

type Document = {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: { name: string; in: string; schema: Schema }[];
        requestBody?: { content: Record<string, { schema: Schema }> };
        responses: Record<string, unknown>;
      }
    >
  >;
};

/** Every operation of the server's own OpenAPI document. */
async function readOperations(origin: string): Promise<Operation[]> {
  const document = (await (await fetch(`${origin}/api/openapi.json`)).json()) as Document;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      ...{ path, method: method.toUpperCase(), parameters },
      body: requestBody?.content["application/json"]?.schema ?? null,
      statuses: Object.keys(responses).map(Number),
    })),
  );
}

/** Sends generated requests, four at a time, and judges each answer. The same seed sends the same requests in the same order. */
export async function runFuzz(fuzz: Fuzz): Promise<FuzzResult> {
  const { origin, seed, requests, pages, identities, ids, addresses, known } = fuzz;
  const operations = await readOperations(origin);
  const draw: Draw = { random: seededRandom(seed), ids, addresses };
  const agent = new Agent({ keepAlive: true, maxSockets: together });
  const result: FuzzResult = { faults: [], statuses: {}, sent: 0 };
  const one = async (request: FuzzRequest) => {
    const asked = { ...request, headers: { ...identities[request.identity], ...request.headers } };
    const answer = await sendRequest({ origin, agent }, asked);
    result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
    result.faults.push(...judgeAnswer(request, answer, known));
  };
  const worker = async () => {
    while (result.sent < requests) {
      result.sent += 1;
      await one(generateRequest(draw, { operations, pages }));
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  agent.destroy();
  return result;
}
