import type {Plugin, PluginBuild} from "esbuild";

/** esbuild entries `virtual:name` with the sources given in packages.ts; Node built-ins become empty modules. */
export const virtualEntries = (sources: Record<string, string | null>): Plugin => ({
  name: "virtual-entries",
  setup(b: PluginBuild) {
    b.onResolve({filter: /^virtual:/}, ({path}) => ({path: path.slice("virtual:".length), namespace: "virtual"}));
    b.onLoad({filter: /.*/, namespace: "virtual"}, ({path}) => ({
      contents: sources[path] ?? `export * from ${JSON.stringify(path)};`,
      resolveDir: process.cwd()
    }));
    b.onResolve(
      {filter: /^(fs|path|os|util|crypto|worker_threads|perf_hooks|node-fetch|string_decoder|module|url|ws)$/},
      ({path}) => ({path, namespace: "empty"})
    );
    b.onLoad({filter: /.*/, namespace: "empty"}, () => ({contents: "module.exports = {}"}));
  }
});
