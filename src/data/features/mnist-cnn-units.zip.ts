import {writeDigitUnits} from "./digitUnits.js";

await writeDigitUnits("mnist-cnn");
