/** A number as people read it: three significant digits, a true minus sign, powers of ten when very small or large. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "no number";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size === Infinity) return value > 0 ? "∞" : "−∞";
  const text = size >= 1e5 || size < 1e-3 ? powerOfTen(size) : trim(Number(size.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}

const trim = (size: number): string => (size >= 1e4 ? size.toLocaleString("en-GB") : String(size));

const raised: Record<string, string> = {"-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((d, i) => [i, d]))};

function powerOfTen(size: number): string {
  const [digits, power] = size.toExponential(1).split("e");
  const exponent = [...String(Number(power))].map((d) => raised[d]).join("");
  return `${Number(digits)} × 10${exponent}`;
}

/** A probability (0…1) in per cent, never rounded up to certainty nor down to impossibility. */
export function formatPercent(p: number): string {
  const percent = 100 * p;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent > 99.9) return "> 99.9 %";
  // Where whole numbers would say too little: near nothing, and where they would round up to all.
  const finely = (percent !== 0 && percent < 9.95) || (percent >= 99.5 && percent < 100);
  return `${percent.toFixed(finely ? 1 : 0)} %`;
}

/** A share of something, in whole per cent; it may be negative or more than all: "−3 %". */
export const formatShare = (share: number): string => `${formatNumber(Math.round(100 * share))} %`;

/** A number of bytes, in the unit that suits it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
