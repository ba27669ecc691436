/** Daily bike rentals: the real table where it can be had, else made-up days that say so. */
import {REMOTE, remoteFile, RemoteUnavailable} from "../../../scripts/remote.js";
import {readRentals, rentalDays} from "./rentals.js";
import {syntheticRentals} from "./syntheticRentals.js";

const days = await remoteFile(REMOTE.bike).then(
  (csv) => rentalDays(readRentals(csv.toString())),
  (error) => {
    if (!(error instanceof RemoteUnavailable)) throw error;
    return syntheticRentals();
  }
);
process.stdout.write(JSON.stringify(days));
