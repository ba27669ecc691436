import {startNode} from "../../components/lab/node.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";
import {asJSON, digitUnits} from "./digitUnits.js";

await startNode();
const model = await openNode("mnist-cnn");
process.stdout.write(
  asJSON(
    await digitUnits(model, ["conv1", "relu1", "conv2", "relu2", "dense", "relu3", "logits"], await readMnist("test"))
  )
);
