// What the audit suite of graphql-http finds at an address, which is the argument: a JSON list of
// [id, what a server must, should or may do, "ok" or what was missed, why].
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
const found = results.map(({ id, name, status, reason }) => [id, name, status, reason ?? ""]);
process.stdout.write(JSON.stringify(found));
