// What GraphQL Code Generator makes for front ends: writes documents and types into a folder.
// Arguments: the schema, the folder, and the files with the operations.
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildASTSchema, parse } from "graphql";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const [schemaFile, folder, ...files] = process.argv.slice(2);
const schema = parse(readFileSync(schemaFile, "utf8"));
const documents = files.map((location) => {
  const rawSDL = readFileSync(location, "utf8");
  return { location, rawSDL, document: parse(rawSDL) };
});

mkdirSync(folder, { recursive: true });
const outputs = await preset.buildGeneratesSection({
  baseOutputDir: `${folder}/`,
  schema,
  schemaAst: buildASTSchema(schema),
  documents,
  plugins: [],
  pluginMap: {},
  pluginContext: {},
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: "string",
    enumsAsTypes: true,
    importExtension: ".js",
    scalars: { Date: "string", DateTime: "string" },
    strictScalars: true,
    useTypeImports: true,
  },
});
for (const output of outputs) {
  writeFileSync(output.filename, await codegen(output));
}
