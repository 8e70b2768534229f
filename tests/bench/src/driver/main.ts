/** `cargo xtask bench`, once everything is built: measures, prints a table, writes JSON. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { select } from "../cases/select";
import { Chromium } from "./chromium";
import { parse, type Options } from "./options";
import { idleShare, QuietGate } from "./quiet";
import { report, type Report } from "./report";
import { runRounds } from "./rounds";
import { serve } from "./server";
import { limitsOf, summarise } from "./summary";
import { table } from "./table";

/** From dist/driver, where this program is built. */
const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const FOLDERS = {
  "": folder("dist/page"),
  "peers/onnxruntime-web": folder("node_modules/onnxruntime-web/dist"),
  "peers/tfjs-backend-wasm": folder("node_modules/@tensorflow/tfjs-backend-wasm/dist"),
};

/** What is not the same for all engines. */
const DECODE = "decode: keys and values stay with the engines that can keep them, as in a cache; onnxruntime-web on WebAssembly can't.";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(options: Options): Promise<Report> {
  const server = await serve(FOLDERS);
  const chromium = await Chromium.launch(process.env.CHROME ?? "/usr/bin/chromium", options.adapter, server.address);
  try {
    const gate = new QuietGate(options.patience, { idle: idleShare, say });
    const outcomes = await runRounds(select(options), options.engines, options.rounds, {
      visit: (engine, entry) => chromium.visit(engine, entry, options.plan),
      quiet: () => gate.pass(),
      say,
    });
    const limits = limitsOf(outcomes);
    const cases = summarise(outcomes);
    say(`\n${table(cases, limits)}`);
    if (options.families.includes("decode")) say(DECODE);
    return report(options, chromium.version, limits, outcomes, cases);
  } finally {
    await chromium.close();
    server.close();
  }
}

async function main(): Promise<void> {
  const options = parse(process.argv.slice(2));
  const result = await run(options);
  const { machine, quiet, date } = result;
  say(`\n${machine.cpu}, ${machine.cores} cores, Chromium ${result.versions.Chromium}, ${date}`);
  const busy = quiet.of - quiet.measurements;
  if (busy > 0) say(`${busy} of ${quiet.of} measurements were made on a busy machine: compare nothing with them but each other.`);
  if (options.json !== null) {
    await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
    say(`The figures are in ${options.json}.`);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
