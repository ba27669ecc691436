/** Before every test file: the lab in Node on wasm (VITRINE_BACKEND chooses another). */
import {beforeAll} from "vitest";
import {startNode, type NodeBackend} from "../../src/components/lab/node.js";

beforeAll(() => startNode((process.env.VITRINE_BACKEND as NodeBackend) ?? "wasm"));
