// Fails when a compiled stylesheet holds the licensed font, its owner's blue, or anything fetched from elsewhere.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const built = join(dirname(dirname(fileURLToPath(import.meta.url))), "static_build");
const banned = [
  ["the licensed font", /frutiger/i],
  ["the blue of another organisation", /#005eb8/i],
  ["a remote address", /url\(\s*["']?(https?:)?\/\//i],
  ["an import", /@import/i],
];

const sheets = readdirSync(built).filter((name) => name.endsWith(".css"));
const faults = sheets.flatMap((name) => {
  const css = readFileSync(join(built, name), "utf8");
  return banned.filter(([, pattern]) => pattern.test(css)).map(([what]) => `${name} holds ${what}`);
});
if (sheets.length === 0) faults.push("there is no stylesheet: run npm run build");
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length ? 1 : 0;
