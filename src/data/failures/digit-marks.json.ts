import {startNode} from "../../components/lab/node.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";
import {digitMarks} from "./digitMarks.js";

await startNode("wasm");
const models = [await openNode("mnist-mlp"), await openNode("mnist-cnn")];
process.stdout.write(JSON.stringify(await digitMarks(models, await readMnist("test"))));
