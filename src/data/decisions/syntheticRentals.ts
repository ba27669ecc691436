import type {RentalDays} from "../../components/arrays/rentalDays.js";
import {random} from "../../components/arrays/random.js";
import {columnsOf} from "./rentals.js";

const DAYS = 731;
/** Days of these two years that are kept as holidays, by month and day. */
const HOLIDAYS = new Set(["01-01", "07-04", "11-11", "12-25"]);

/**
 * Days that never were, with the columns of the rentals: two years of warm summers and cold winters, rain on damp days,
 * and counts that grow with time, peak near 24 °C, and fall with rain, wind and damp. For builds without the table.
 */
export function syntheticRentals(seed = 1): RentalDays {
  const next = random(seed);
  const values: Record<string, number[]> = {};
  const counts: number[] = [];
  const dates: string[] = [];
  let spell = 0; // warm and cold days come in spells
  for (let trend = 0; trend < DAYS; ++trend) {
    const date = new Date(Date.UTC(2011, 0, 1 + trend));
    const day = calendar(date, trend);
    spell = 0.7 * spell + 2.6 * next.normal();
    const temp = 14.5 - 12.5 * Math.cos((2 * Math.PI * (dayOfYear(date) - 20)) / 365.25) + spell;
    const hum = clamp(62 + 0.5 * spell + 14 * next.normal(), 20, 98);
    const windspeed = clamp(12.5 - 0.06 * (temp - 14) + 5 * next.normal(), 1.5, 34);
    const weather = hum + 8 * next.normal() > 88 ? 2 : hum + 10 * next.normal() > 68 ? 1 : 0;
    const atemp = temp - 0.12 * windspeed + (temp > 24 ? 0.05 * (hum - 50) : 0) + 0.6 * next.normal();
    const row = {...day, weather, temp, atemp, hum, windspeed};
    for (const [name, value] of Object.entries(row)) (values[name] ??= []).push(value);
    counts.push(Math.round(clamp(expected(row) + 550 * next.normal(), 20, 9000)));
    dates.push(date.toISOString().slice(0, 10));
  }
  return {
    synthetic: true,
    source: `made up by this project (seed ${seed}), because the real table could not be had`,
    licence: "MIT",
    dates,
    columns: columnsOf((name) => values[name]),
    counts
  };
}

/** What the calendar alone says of a day. Seasons begin near the 21st of March, June, September and December. */
function calendar(date: Date, trend: number) {
  const weekday = date.getUTCDay();
  const holiday = HOLIDAYS.has(date.toISOString().slice(5, 10)) ? 1 : 0;
  const workingday = weekday > 0 && weekday < 6 && !holiday ? 1 : 0;
  const season = Math.floor((((dayOfYear(date) - 80 + 366) % 366) / 91.5 + 1) % 4);
  return {season, holiday, weekday, workingday, trend};
}

const expected = (d: {trend: number; temp: number; hum: number; windspeed: number; weather: number; holiday: number}) =>
  3000 +
  4 * d.trend +
  2600 * Math.exp(-(((d.temp - 24) / 13) ** 2)) -
  14 * Math.max(0, d.hum - 55) -
  35 * Math.max(0, d.windspeed - 8) -
  [0, 300, 1500][d.weather] -
  600 * d.holiday;

const dayOfYear = (date: Date) => Math.round((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 0)) / 86_400_000);
const clamp = (v: number, low: number, high: number) => Math.min(high, Math.max(low, v));
