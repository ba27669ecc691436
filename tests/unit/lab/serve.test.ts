import {beforeEach, expect, test} from "vitest";
import {backendFromAddress} from "../../../src/components/lab/backendNames.js";
import type {FromWorker, ToWorker} from "../../../src/components/lab/protocol.js";
import {serve} from "../../../src/components/lab/serve.js";
import {Turn} from "../../../src/components/lab/turn.js";

/** A page and its worker without either: what the worker posts is kept, in order. */
function bench(jobs: Record<string, (args: any, context: any) => any>) {
  const posted: FromWorker[] = [];
  const waiting: [(m: FromWorker) => boolean, (m: FromWorker) => void][] = [];
  const scope = {
    onmessage: null as ((event: MessageEvent<ToWorker>) => void) | null,
    postMessage(message: FromWorker) {
      posted.push(message);
      for (const [wants, resolve] of waiting) if (wants(message)) resolve(message);
    }
  };
  serve(
    scope,
    async (name) => jobs[name],
    () => () => ({})
  );
  const send = (data: ToWorker) => scope.onmessage!({data} as MessageEvent<ToWorker>);
  const until = (wants: (m: FromWorker) => boolean) =>
    new Promise<FromWorker>((resolve) => {
      const there = posted.find(wants);
      if (there) resolve(there);
      else waiting.push([wants, resolve]);
    });
  return {posted, send, until};
}

const framesOf = (posted: FromWorker[], id: number) =>
  posted.flatMap((m) => (m.type === "frame" && m.id === id ? [m.value] : []));
const ended = (id: number) => (m: FromWorker) => (m.type === "done" || m.type === "failed") && m.id === id;
const pause = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

let log: string[];
beforeEach(() => (log = []));

async function* counter({name = "a", n = 5}: {name?: string; n?: number}, {signal}: {signal: AbortSignal}) {
  try {
    for (let i = 0; i < n; ++i) {
      log.push(`${name}${i} begins`);
      await pause();
      signal.throwIfAborted();
      log.push(`${name}${i} ends`);
      yield i;
    }
  } finally {
    log.push(`${name} cleaned`);
  }
}

const start = {type: "start", backend: "cpu", lock: "l", setup: {}} as const;

test("a generator runs one frame ahead of what the page asked for, and no further", async () => {
  const {posted, send, until} = bench({counter});
  send(start);
  send({type: "run", id: 1, job: "counter", args: {}});
  await until((m) => m.type === "frame");
  await pause(40);
  expect(framesOf(posted, 1)).toEqual([0]);
  for (let i = 0; i < 5; ++i) send({type: "next", id: 1});
  await until(ended(1));
  expect(framesOf(posted, 1)).toEqual([0, 1, 2, 3, 4]);
});

test("cancelling stops at the next step and cleans up before the next run begins", async () => {
  const {posted, send, until} = bench({counter});
  send(start);
  send({type: "run", id: 1, job: "counter", args: {name: "a", n: 100}});
  for (let i = 0; i < 100; ++i) send({type: "next", id: 1});
  await until((m) => m.type === "frame");
  send({type: "cancel", id: 1});
  send({type: "run", id: 2, job: "counter", args: {name: "b", n: 1}});
  send({type: "next", id: 2});
  await until(ended(2));
  const failed = posted.find(ended(1))!;
  expect(failed).toMatchObject({type: "failed", name: "AbortError"});
  expect(framesOf(posted, 1).length).toBeLessThan(5);
  expect(log.indexOf("a cleaned")).toBeLessThan(log.indexOf("b0 begins"));
});

test("two generators take turns, one step at a time", async () => {
  const {send, until} = bench({counter});
  send(start);
  for (const [id, name] of [
    [1, "a"],
    [2, "b"]
  ] as const) {
    send({type: "run", id, job: "counter", args: {name, n: 3}});
    for (let i = 0; i < 3; ++i) send({type: "next", id});
  }
  await Promise.all([until(ended(1)), until(ended(2))]);
  const steps = log.filter((l) => /begins|ends/.test(l));
  for (let i = 0; i < steps.length; i += 2) expect(steps[i].replace("begins", "ends")).toBe(steps[i + 1]);
});

test("a run hears what the page tells it, what was said before it listened too", async () => {
  const heard: unknown[] = [];
  const {posted, send, until} = bench({
    listener: async function* (_: unknown, {listen}: {listen(callback: (message: unknown) => void): void}) {
      listen((message) => heard.push(message));
      for (;;) yield heard.at(-1);
    }
  });
  send(start);
  send({type: "run", id: 1, job: "listener", args: {}});
  send({type: "tell", id: 1, message: "early"});
  send({type: "tell", id: 2, message: "to nobody"});
  await until((m) => m.type === "frame");
  send({type: "tell", id: 1, message: "late"});
  send({type: "next", id: 1});
  await until((m) => m.type === "frame" && m.value === "late");
  expect(heard).toEqual(["early", "late"]);
  send({type: "cancel", id: 1});
  await until(ended(1));
  expect(framesOf(posted, 1)).toEqual(["early", "late"]);
});

test("an error is told with its message, and the next run works", async () => {
  const {posted, send, until} = bench({
    fails: async () => {
      throw new RangeError("unknown layer: x (this model has: y)");
    },
    works: async () => 7
  });
  send(start);
  send({type: "run", id: 1, job: "fails", args: {}});
  send({type: "run", id: 2, job: "works", args: {}});
  await until(ended(2));
  expect(posted.find(ended(1))).toMatchObject({type: "failed", message: "unknown layer: x (this model has: y)"});
  expect(framesOf(posted, 2)).toEqual([7]);
});

test("turns are given in the order of asking, also after a failure", async () => {
  const turn = new Turn();
  const order: number[] = [];
  const results = [1, 2, 3].map((i) =>
    turn.take(async () => {
      await pause(10 - 3 * i);
      order.push(i);
      if (i === 2) throw new Error("two");
      return i;
    })
  );
  expect((await Promise.allSettled(results)).map((r) => r.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(order).toEqual([1, 2, 3]);
});

test("an unknown backend in the address is named, a known one is taken", () => {
  expect(backendFromAddress("?backend=wasm")).toEqual({backend: "wasm", notice: null});
  expect(backendFromAddress("")).toEqual({notice: null});
  expect(backendFromAddress("?backend=cuda").notice).toMatch(/cuda.*webgpu, webgl, wasm or cpu/);
});
