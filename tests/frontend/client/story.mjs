// Uses the compiled client as a page would, and prints what it sees as JSON. Arguments: the address
// of GraphQL, the public address of feeds, e-mail address, password.
import { Client } from "./client.js";

const [address, publicUrl, email, password] = process.argv.slice(2);

// Node keeps no cookies; a browser does.
let cookie = "";
async function send(url, options) {
  const headers = cookie ? { ...options.headers, Cookie: cookie } : options.headers;
  const response = await fetch(url, { ...options, headers });
  cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
  return response;
}

async function titles(url) {
  const response = await fetch(url.replace(publicUrl, new URL(address).origin));
  return (await response.text()).match(/(?<=^SUMMARY:).*$/gm) ?? [];
}

const client = new Client(address, send);
const refused = await client.signIn(email, "wrong").catch((error) => error.message);
const name = await client.signIn(email, password);
const feeds = await client.feeds();
const feed = feeds.find((each) => each.kind === "CALENDAR");
const before = await titles(feed.links.url);
const preview = await client.preview(feed.id);
const renewed = (await client.reset([feed.id])).get(feed.id);

const seen = {
  refused,
  name,
  feeds: feeds.map((each) => [each.kind, each.calendars.map((calendar) => calendar.name)]),
  before,
  preview,
  old: await titles(feed.links.url),
  renewed: await titles(renewed),
};
process.stdout.write(JSON.stringify(seen));
