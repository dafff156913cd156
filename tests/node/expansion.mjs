// One series after the other for occurrences.mjs, which can end this thread but not a loop in it.
import ICAL from "ical.js";
import { parentPort } from "node:worker_threads";

parentPort.on("message", ([calendar, lastDay]) => {
  const event = new ICAL.Component(ICAL.parse(calendar)).getFirstSubcomponent("vevent");
  const iterator = new ICAL.Event(event).iterator();
  const starts = [];
  for (let next = iterator.next(); next; next = iterator.next()) {
    const start = next.toString();
    if (start.slice(0, 10) > lastDay) {
      break;
    }
    starts.push(start);
  }
  parentPort.postMessage(starts);
});
