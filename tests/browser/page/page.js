// Told in the page's address: where the API is, and the token that the host's server has made.
const { api, token } = Object.fromEntries(new URLSearchParams(location.search));

async function ask(query, variables = {}, options = {}) {
  const response = await fetch(`${api}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    ...options,
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].extensions.code);
  return data;
}

async function addresses() {
  const { calendarFeeds } = await ask(`{
    calendarFeeds(first: 100) { edges { node { kind links { url } } } }
  }`);
  return Object.fromEntries(calendarFeeds.edges.map(({ node }) => [node.kind, node.links.url]));
}

const seen = { origin: location.origin };
try {
  seen.before = await addresses();
  await ask(`mutation { resetCalendarFeeds(input: {}) { errors { code } } }`);
  seen.after = await addresses();
  // With the cookie of whoever is signed in there, and without the token.
  const headers = { "Content-Type": "application/json" };
  seen.cookie = await ask("{ viewer { id } }", {}, { headers, credentials: "include" }).catch(String);
} catch (error) {
  seen.error = String(error);
}
document.querySelector("output").textContent = JSON.stringify(seen);
