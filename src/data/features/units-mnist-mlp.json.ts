import {startNode} from "../../components/lab/node.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";
import {asJSON, digitUnits} from "./digitUnits.js";

await startNode();
const model = await openNode("mnist-mlp");
process.stdout.write(
  asJSON(await digitUnits(model, ["dense1", "relu1", "dense2", "relu2", "logits"], await readMnist("test")))
);
