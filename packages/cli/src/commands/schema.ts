import type { Command } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { toJson } from '../text/json.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of the factory file, for editors',
  operands: [],
  options: {},
  run: async ({ io }) => {
    io.stdout.write(toJson(unwrap(await io.run('schema', {}), '')));
    return EXIT.ok;
  },
};
