// Writes schema/*.schema.json, the JSON Schemas of the factory file and of gateway.yaml for editors, from the
// built packages, after a change to their shapes (tests compare them):
//
//   node scripts/write-schema.mjs && npx biome check --write schema
import { writeFileSync } from 'node:fs';
import { factorySchema } from '@gigafactory/core/factory';
import { gatewaySchema } from '@gigafactory/grok/gateway';

const schemas = { factory: factorySchema(), gateway: gatewaySchema() };
for (const [name, schema] of Object.entries(schemas)) {
  const path = new URL(`../schema/${name}.schema.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`wrote ${path.pathname}`);
}
