// What the libraries ical.js and node-ical see in calendars: a JSON list of texts comes in, and for
// each library a list for each text goes out, of [uid, start or null, end or due, title].
import ICAL from "ical.js";
import ical from "node-ical";
import { readFileSync } from "node:fs";

function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const items = ["vevent", "vtodo"].flatMap((name) => calendar.getAllSubcomponents(name));
  return items.map((item) => {
    const value = (name) => item.getFirstPropertyValue(name)?.toString() ?? null;
    return [value("uid"), value("dtstart"), value("dtend") ?? value("due"), value("summary")];
  });
}

function withNodeIcal(text) {
  const items = Object.values(ical.sync.parseICS(text));
  const seen = items.filter((item) => ["VEVENT", "VTODO"].includes(item.type));
  // A todo's `end` is an invalid date: it has no start to reckon from.
  return seen.map((item) => [
    item.uid,
    written(item.start),
    written(item.due ?? item.end),
    item.summary,
  ]);
}

// It gives a date as midnight, in the time zone of the process, with a mark.
function written(moment) {
  return moment ? moment.toISOString().slice(0, moment.dateOnly ? 10 : undefined) : null;
}

const texts = JSON.parse(readFileSync(0));
const seen = { "ical.js": texts.map(withIcalJs), "node-ical": texts.map(withNodeIcal) };
process.stdout.write(JSON.stringify(seen));
