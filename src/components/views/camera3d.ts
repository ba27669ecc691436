/** From where a scene is seen: angles in radians, and how much closer than at first. */
export interface Camera {
  yaw: number;
  pitch: number;
  zoom: number;
}

/** A place on the canvas: x and y in units of the scene's radius, near from −1 (far) to 1, and how much larger it looks. */
export interface Seen {
  x: number;
  y: number;
  near: number;
  scale: number;
}

/** The eye's distance in radii: far enough that parallel lines stay nearly so. */
const EYE = 4;

/** Where does a point (relative to the centre, in radii) appear? x to the right, z up before any turn. */
export function seenBy({yaw, pitch, zoom}: Camera, x: number, y: number, z: number): Seen {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const across = cy * x + sy * y;
  const deep = -sy * x + cy * y;
  const up = cp * z - sp * deep;
  const near = -(cp * deep + sp * z);
  const scale = (zoom * EYE) / Math.max(EYE - near, 0.5);
  return {x: across * scale, y: -up * scale, near, scale};
}

const limit = (v: number, low: number, high: number) => Math.min(Math.max(v, low), high);

/** The camera after a turn and an approach; it never goes over the top, nor through the scene. */
export const moved = (camera: Camera, turn: number, tilt: number, closer = 1): Camera => ({
  yaw: camera.yaw + turn,
  pitch: limit(camera.pitch + tilt, -Math.PI / 2, Math.PI / 2),
  zoom: limit(camera.zoom * closer, 0.4, 8)
});
