/**
 * The one door to tfjs: everything in Vitrine that needs a tensor imports it from here. In the browser this package
 * is bundled together with every gradient and chained op (scripts/packages.ts); in Node, lab/node.ts registers them.
 */
export * from "@tensorflow/tfjs-core";
