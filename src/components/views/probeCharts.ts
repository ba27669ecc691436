import {categoryColour} from "./colour.js";
import {formatPercent} from "./format.js";
import {vegaView} from "./vegaView.js";

/** A share with its 95 % interval. */
interface Share {
  accuracy: number;
  low: number;
  high: number;
}

/** A point of a probe's curve. */
export interface CurveRow extends Share {
  step: number;
  of: "task" | "control";
  on: "learnt" | "kept apart";
  loss: number;
}

const TASK = categoryColour(2);
const CONTROL = categoryColour(3);
const colour = {
  field: "of",
  type: "nominal",
  scale: {domain: ["task", "control"], range: [TASK, CONTROL]},
  legend: {orient: "top", title: null}
} as const;
const percent = {format: ".0%"} as const;

/**
 * How does a probe learn? Accuracy beside loss, task and control, on digits it learns from (dashed) and on digits kept
 * apart, with the interval. Pointing at a step shows it in both; a click on the key leaves one of the two.
 */
export function probeCurves(
  rows: readonly CurveRow[],
  {steps, alt, target}: {steps: number; alt: string; target?: HTMLElement}
): HTMLElement {
  const shown = {param: "shown"};
  const pointed = {param: "pointed", empty: false};
  const strength = {condition: {...shown, value: 1}, value: 0.12};
  const across = (width: number) => ({
    field: "step",
    type: "quantitative" as const,
    scale: {domain: [0, steps]},
    axis: {title: "step", tickCount: width < 500 ? 4 : 6, grid: false}
  });
  return vegaView(
    (width) => {
      const narrow = width < 560;
      const size = {width: narrow ? width - 60 : (width - 150) / 2, height: 210};
      const x = across(width);
      const crosshair = {
        mark: {type: "rule" as const, strokeWidth: 1},
        params: [
          {
            name: "pointed",
            select: {type: "point" as const, on: "pointermove", fields: ["step"], nearest: true, clear: "pointerout"}
          }
        ],
        encoding: {x, opacity: {condition: {...pointed, value: 1}, value: 0}}
      };
      const rule = {mark: {type: "rule" as const, strokeWidth: 1}, transform: [{filter: pointed}], encoding: {x}};
      const dash = {
        field: "on",
        type: "nominal" as const,
        scale: {
          domain: ["kept apart", "learnt"],
          range: [
            [1, 0],
            [4, 3]
          ]
        },
        legend: {orient: "top" as const, title: null}
      };
      const values = {
        mark: {type: "text" as const, align: "left" as const, dx: 6, dy: -7, fontSize: 12},
        transform: [{filter: {and: [pointed, {field: "on", equal: "kept apart"}]}}]
      };
      const accuracy = {
        ...size,
        layer: [
          {
            mark: {type: "area" as const, opacity: 0.18},
            // On the layer that the key is drawn from: on another, Vega-Lite binds it to nothing.
            params: [{name: "shown", select: {type: "point" as const, fields: ["of"]}, bind: "legend" as const}],
            transform: [{filter: {field: "on", equal: "kept apart"}}],
            encoding: {
              x,
              y: {
                field: "low",
                type: "quantitative" as const,
                scale: {domain: [0, 1]},
                axis: {...percent, title: "right answers"}
              },
              y2: {field: "high"},
              color: colour,
              fillOpacity: strength
            }
          },
          {
            mark: {type: "line" as const, strokeWidth: 2},
            encoding: {
              x,
              y: {field: "accuracy", type: "quantitative" as const},
              color: colour,
              strokeDash: dash,
              opacity: strength
            }
          },
          crosshair,
          {
            ...values,
            encoding: {
              x,
              y: {field: "accuracy", type: "quantitative" as const},
              text: {field: "accuracy", ...percent},
              color: colour
            }
          }
        ]
      };
      const loss = {
        ...size,
        transform: [{filter: {field: "on", equal: "kept apart"}}],
        layer: [
          {
            mark: {type: "line" as const, strokeWidth: 2},
            encoding: {
              x,
              y: {field: "loss", type: "quantitative" as const, axis: {title: "loss while learning"}},
              color: colour,
              opacity: strength
            }
          },
          rule,
          {
            ...values,
            encoding: {
              x,
              y: {field: "loss", type: "quantitative" as const},
              text: {field: "loss", format: ".2f"},
              color: colour
            }
          }
        ]
      };
      return {
        data: {name: "curve"},
        [narrow ? "vconcat" : "hconcat"]: [accuracy, loss]
      } as any;
    },
    {alt, data: {curve: rows as object[]}, target}
  );
}

/** One layer of the figure by depth. */
export interface DepthChartRow {
  layer: string;
  /** What is written for it. */
  title: string;
  task: Share;
  control: Share;
}

/** At which depth is a concept easy to read? Task and control by layer, with intervals and chance; a click picks one. */
export function depthChart(
  rows: readonly DepthChartRow[],
  {
    titles,
    chance,
    selected,
    alt,
    onpick,
    target
  }: {
    titles: readonly string[];
    chance: number;
    selected: string;
    alt: string;
    onpick: (title: string) => void;
    target?: HTMLElement;
  }
): HTMLElement {
  const long = rows.flatMap(({title, task, control}) => [
    {title, of: "task", ...task},
    {title, of: "control", ...control}
  ]);
  const across = (narrow: boolean) => ({
    field: "title",
    type: "nominal" as const,
    sort: null,
    scale: {domain: [...titles]},
    axis: {title: null, labelAngle: narrow ? -30 : 0, labelLimit: 130}
  });
  const y = {
    field: "accuracy",
    type: "quantitative" as const,
    scale: {domain: [0, 1]},
    axis: {...percent, title: "right answers, digits kept apart"}
  };
  return vegaView(
    (width) => {
      const narrow = width < 560;
      const x = across(narrow);
      return {
        data: {name: "depth"},
        width: width - 70,
        height: 240,
        params: [{name: "picked", value: selected}],
        layer: [
          {
            data: {name: "level"},
            mark: {type: "rule", strokeDash: [3, 3]},
            encoding: {y: {field: "chance", type: "quantitative"}}
          },
          {
            data: {name: "level"},
            mark: {type: "text", align: "right", dy: 12, fontSize: 12},
            encoding: {
              x: {value: "width"},
              y: {field: "chance", type: "quantitative"},
              text: {value: "the most frequent answer"}
            }
          },
          {mark: {type: "line", strokeWidth: 1.5}, encoding: {x, y, color: colour}},
          {
            mark: {type: "rule", strokeWidth: 2},
            encoding: {x, y: {field: "low", type: "quantitative"}, y2: {field: "high"}, color: colour}
          },
          {
            mark: {type: "point", filled: true, opacity: 1, cursor: "pointer", tooltip: true},
            params: [{name: "only", select: {type: "point", fields: ["of"]}, bind: "legend"}],
            encoding: {
              x,
              y,
              color: colour,
              size: {condition: {test: "datum.title === picked", value: 190}, value: 70},
              opacity: {condition: {param: "only", value: 1}, value: 0.15}
            }
          },
          {
            // On a phone the two rows of numbers would run into each other.
            transform: narrow ? [{filter: {field: "of", equal: "task"}}] : [],
            mark: {type: "text", align: "left", dx: 9, dy: -9, fontSize: 12},
            encoding: {x, y, color: colour, text: {field: "accuracy", format: ".1%"}}
          }
        ]
      } as any;
    },
    {alt, data: {depth: long, level: [{chance}]}, onpick: {field: "title", call: onpick}, target}
  );
}

/** What a probe and its control reached, in a sentence. */
export const probeInWords = (task: Share, control: Share): string =>
  `The probe is right on ${formatPercent(task.accuracy)} of digits kept apart (${formatPercent(task.low)} to ${formatPercent(task.high)}), its control on ${formatPercent(control.accuracy)}. Selectivity: ${(100 * (task.accuracy - control.accuracy)).toFixed(0)} points.`;
