// Writes schema/factory.schema.json, the JSON Schema of the factory file for editors, from the
// built core, after a change to the factory file's shape (a test compares the two):
//
//   node scripts/write-schema.mjs && npx biome check --write schema
import { writeFileSync } from 'node:fs';
import { factorySchema } from '@gigafactory/core/factory';

const path = new URL('../schema/factory.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(factorySchema(), null, 2)}\n`);
console.log(`wrote ${path.pathname}`);
