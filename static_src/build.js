// Compiles the front end into static_build/: one stylesheet for each theme, the scripts, the icon.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(here);
const out = join(project, "static_build");

function buildTheme(file) {
  const { css } = sass.compile(join(here, "scss/themes", file), {
    style: "compressed",
    loadPaths: [join(project, "node_modules")],
    quietDeps: true,
  });
  writeFileSync(join(out, `hub-${basename(file, ".scss")}.css`), css);
}

function buildScripts() {
  esbuild.buildSync({
    entryPoints: ["hub", "composer"].map((name) => join(here, `js/${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
  });
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
readdirSync(join(here, "scss/themes")).forEach(buildTheme);
buildScripts();
copyFileSync(join(here, "favicon.svg"), join(out, "favicon.svg"));
