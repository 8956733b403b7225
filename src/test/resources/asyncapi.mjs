// Prints what AsyncAPI's own parser says of the document, one line each, and ends with 1 where it is not valid.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, document] = process.argv.slice(2);
const { Parser, DiagnosticSeverity } = createRequire(modules + "/")("@asyncapi/parser");
const { document: parsed, diagnostics } = await new Parser().parse(readFileSync(document, "utf8"));
for (const found of diagnostics) console.log(`${found.severity} ${found.path.join(".")}: ${found.message}`);
const faults = diagnostics.filter((found) => found.severity <= (DiagnosticSeverity?.Warning ?? 1));
console.log(`${faults.length} faults`);
process.exit(parsed && faults.length === 0 ? 0 : 1);
