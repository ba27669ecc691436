import {writeDigitUnits} from "./digitUnits.js";

await writeDigitUnits("mnist-mlp");
