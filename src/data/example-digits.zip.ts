import {zipSync} from "fflate";
import {exampleDigits} from "./exampleDigits.js";

process.stdout.write(zipSync(await exampleDigits(), {level: 0}));
