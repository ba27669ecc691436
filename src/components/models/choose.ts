/** Which network a page opens with, and why: shown to the reader, who can choose another. */
export interface Opening {
  model: string;
  /** A bundled photo that this network can say something about. */
  photo: string;
  why: string;
}

/**
 * Which ImageNet network fits this device? ResNet-50 where a graphics card computes; where WebAssembly does,
 * SqueezeNet, twenty times smaller, if this site was built with it; otherwise the emotion network on a face, which
 * answers at once, and ResNet-50 a click away.
 */
export function openingFor(backend: string, built: readonly {id: string}[]): Opening {
  const graphics = hasGraphics(backend);
  if (graphics)
    return {
      model: "resnet50-imagenet",
      photo: "chelsea",
      why: "your graphics card can run a large network, so ResNet-50 answers"
    };
  if (has(built, "squeezenet-imagenet"))
    return {
      model: "squeezenet-imagenet",
      photo: "chelsea",
      why: "there is no usable graphics card here, so the small SqueezeNet answers"
    };
  return {
    model: "emotion-xception",
    photo: "astronaut",
    why: "there is no usable graphics card here, so a small network that reads faces answers first"
  };
}

/**
 * The same for methods that ask the network hundreds of times: without a graphics card the emotion network, whatever
 * else the site holds.
 */
export const openingForMany = (backend: string, built: readonly {id: string}[]): Opening =>
  openingFor(backend, hasGraphics(backend) ? built : []);

/**
 * Which network should look at a picture that the reader brought? One that knows everyday things, unless the reader
 * chose another: a network that knows only faces would answer nonsense about a cup.
 */
export const networkForOwnPhoto = (built: readonly {id: string}[], backend: string): string =>
  has(built, "squeezenet-imagenet") && !hasGraphics(backend) ? "squeezenet-imagenet" : "resnet50-imagenet";

/** Another network of this build that answers the same question of the same kind of picture; null when there is none. */
export const partnerOf = (id: string, built: readonly {id: string}[]): string | null => {
  const rivals = [
    ["squeezenet-imagenet", "resnet50-imagenet"],
    ["mnist-cnn", "mnist-mlp"]
  ];
  const other = rivals.find((pair) => pair.includes(id))?.find((rival) => rival !== id);
  return other && has(built, other) ? other : null;
};

const has = (built: readonly {id: string}[], id: string) => built.some((card) => card.id === id);
const hasGraphics = (backend: string) => backend === "webgpu" || backend === "webgl";
