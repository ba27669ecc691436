import type {Repulsion} from "../../src/components/methods/projection/repulsion.js";

/**
 * The rival that interpolation is measured against: a quadtree in flat arrays; a cell whose side is below θ times its
 * distance pushes as one point.
 * @see van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms" (2014), section 4.2
 */
export function barnesHutRepulsion(theta = 0.5): Repulsion {
  let capacity = 0;
  let children = new Int32Array(0);
  let mass = new Float64Array(0);
  let sumX = new Float64Array(0);
  let sumY = new Float64Array(0);
  const stack = new Int32Array(1024);
  const sides = new Float64Array(1024);
  return {
    name: "barnes-hut",
    push(y, forces) {
      const n = y.length / 2;
      if (capacity < 8 * n) {
        capacity = 8 * n;
        children = new Int32Array(4 * capacity);
        mass = new Float64Array(capacity);
        sumX = new Float64Array(capacity);
        sumY = new Float64Array(capacity);
      }
      let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let i = 0; i < n; ++i) {
        x0 = Math.min(x0, y[2 * i]);
        x1 = Math.max(x1, y[2 * i]);
        y0 = Math.min(y0, y[2 * i + 1]);
        y1 = Math.max(y1, y[2 * i + 1]);
      }
      const side = Math.max(x1 - x0, y1 - y0) * 1.0001 + 1e-12;
      let cells = 1;
      const clear = (cell: number) => {
        children.fill(0, 4 * cell, 4 * cell + 4);
        mass[cell] = sumX[cell] = sumY[cell] = 0;
      };
      clear(0);
      for (let i = 0; i < n; ++i) {
        let [cell, half, cx, cy] = [0, side / 2, x0 + side / 2, y0 + side / 2];
        for (let depth = 0; ; ++depth) {
          const lone = mass[cell] === 1;
          const [px, py] = [sumX[cell], sumY[cell]];
          const leaf =
            !children[4 * cell] && !children[4 * cell + 1] && !children[4 * cell + 2] && !children[4 * cell + 3];
          mass[cell] += 1;
          sumX[cell] += y[2 * i];
          sumY[cell] += y[2 * i + 1];
          if (mass[cell] === 1 || depth > 40 || cells + 2 > capacity) break;
          half /= 2;
          if (leaf && lone) {
            const q = 4 * cell + (px > cx ? 1 : 0) + (py > cy ? 2 : 0);
            clear(cells);
            mass[cells] = 1;
            sumX[cells] = px;
            sumY[cells] = py;
            children[q] = cells++;
          }
          const q = 4 * cell + (y[2 * i] > cx ? 1 : 0) + (y[2 * i + 1] > cy ? 2 : 0);
          if (!children[q]) {
            clear(cells);
            children[q] = cells++;
          }
          cx += q & 1 ? half : -half;
          cy += q & 2 ? half : -half;
          cell = children[q];
        }
      }
      let z = 0;
      for (let i = 0; i < n; ++i) {
        let [top, fx, fy] = [0, 0, 0];
        stack[0] = 0;
        sides[0] = side * side;
        while (top >= 0) {
          const cell = stack[top];
          const area = sides[top--];
          const m = mass[cell];
          const dx = y[2 * i] - sumX[cell] / m;
          const dy = y[2 * i + 1] - sumY[cell] / m;
          const square = dx * dx + dy * dy;
          let open = false;
          if (m > 1 && area > theta * theta * square)
            for (let q = 4 * cell; q < 4 * cell + 4; ++q)
              if (children[q]) {
                open = true;
                stack[++top] = children[q];
                sides[top] = area / 4;
              }
          if (open) continue;
          const near = 1 / (1 + square);
          z += m * near;
          fx += m * near * near * dx;
          fy += m * near * near * dy;
        }
        forces[2 * i] = fx;
        forces[2 * i + 1] = fy;
      }
      return z - n;
    },
    dispose() {}
  };
}
