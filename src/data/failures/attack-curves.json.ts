import {startNode} from "../../components/lab/node.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";
import {attackCurves} from "./attackCurves.js";

await startNode("wasm");
const [model, other] = [await openNode("mnist-cnn"), await openNode("mnist-mlp")];
const epsilons = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];
process.stdout.write(JSON.stringify(await attackCurves(model, other, await readMnist("test", 200), epsilons)));
