// When the occurrences of series start, as ical.js sees it: a JSON list of [VCALENDAR, last day]
// comes in; out goes a list for each of local times, or null where it does not come back in time.
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

const SECONDS = 3; // some rules keep it busy for ever
const script = new URL("expansion.mjs", import.meta.url);

let worker = new Worker(script);

function expand(series) {
  return new Promise((resolve) => {
    const tooLong = setTimeout(async () => {
      await worker.terminate();
      worker = new Worker(script);
      resolve(null);
    }, SECONDS * 1000);
    worker.removeAllListeners("message");
    worker.once("message", (starts) => {
      clearTimeout(tooLong);
      resolve(starts);
    });
    worker.postMessage(series);
  });
}

const found = [];
for (const series of JSON.parse(readFileSync(0))) {
  found.push(await expand(series));
}
process.stdout.write(JSON.stringify(found), () => process.exit());
