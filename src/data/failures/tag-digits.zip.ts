import {zipSync} from "fflate";
import {tagDigits} from "./tagDigits.js";

const {meta, png} = await tagDigits();
process.stdout.write(
  zipSync({"digits.json": new TextEncoder().encode(JSON.stringify(meta)), "digits.png": png}, {level: 0})
);
