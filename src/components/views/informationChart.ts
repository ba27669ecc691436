import {AGAINST, FOR} from "./colour.js";
import {vegaView} from "./vegaView.js";

/** How much each unit tells, and how much a chosen one seems to tell of nothing; bits. */
export interface Information {
  units: readonly number[];
  chosen: {estimate: number; bias: number; spread: number; shuffles: ArrayLike<number>};
  entropy: number;
}

/**
 * Which units tell of a label, and is it more than chance? Units from the most telling to the least (a click picks
 * one), beside the picked unit's estimate and the estimates for shuffled labels.
 */
export function informationChart(
  {units, chosen}: Information,
  {unit, alt, onpick, target}: {unit: number; alt: string; onpick: (unit: number) => void; target?: HTMLElement}
): HTMLElement {
  const ranked = units.map((bits, u) => ({unit: u, bits})).sort((a, b) => b.bits - a.bits);
  const rows = ranked.map((row, rank) => ({...row, rank: rank + 1, picked: row.unit === unit}));
  const shuffles = Array.from(chosen.shuffles, (bits) => ({bits}));
  const bits = (title: string) => ({field: "bits", type: "quantitative" as const, axis: {title}});
  return vegaView(
    (width) => {
      const narrow = width < 560;
      const size = {width: narrow ? width - 60 : (width - 130) / 2, height: 210};
      return {
        [narrow ? "vconcat" : "hconcat"]: [
          {
            ...size,
            data: {name: "units"},
            mark: {type: "bar", cursor: "pointer", tooltip: true},
            encoding: {
              x: {
                field: "rank",
                type: "ordinal",
                axis: {title: "units, the most telling first", labels: false, ticks: false}
              },
              y: bits("bits about the label"),
              color: {condition: {test: "datum.picked", value: FOR}, value: AGAINST}
            }
          },
          {
            ...size,
            layer: [
              {
                data: {name: "shuffles"},
                mark: {type: "tick", color: AGAINST, thickness: 2, size: 60},
                encoding: {x: {...bits("bits"), scale: {zero: true}}, y: {value: 150}}
              },
              {
                data: {name: "estimate"},
                mark: {type: "rule", color: FOR, strokeWidth: 3},
                encoding: {x: bits("bits")}
              },
              {
                data: {name: "estimate"},
                mark: {type: "text", dy: 16, dx: -6, align: "right", baseline: "top", fontSize: 12},
                encoding: {x: bits("bits"), y: {value: 0}, text: {value: "this unit"}}
              },
              {
                data: {name: "bias"},
                mark: {type: "text", dx: 0, align: "left", fontSize: 12},
                encoding: {x: bits("bits"), y: {value: 100}, text: {value: "the same with shuffled labels"}}
              }
            ]
          }
        ]
      } as any;
    },
    {
      alt,
      data: {units: rows, shuffles, estimate: [{bits: chosen.estimate}], bias: [{bits: chosen.bias}]},
      onpick: {field: "unit", call: onpick},
      target
    }
  );
}

/** What the picked unit tells, less what it would seem to tell of nothing, in a sentence. */
export function informationInWords(
  unit: number,
  {chosen: {estimate, bias, spread, shuffles}, entropy}: Information
): string {
  const rest = estimate - bias;
  return `Unit ${unit}: ${estimate.toFixed(2)} of ${entropy.toFixed(2)} bits. With the labels shuffled ${shuffles.length} times it still seems to tell ${bias.toFixed(3)} ± ${spread.toFixed(3)} bits: that is the estimator's bias, and ${rest.toFixed(2)} bits are left.`;
}
