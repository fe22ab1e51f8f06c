import type { Asked } from '../../control/OrderDialog.tsx';
import { promote, rollBack } from '../../state/models.ts';

/** Lets the alias mean this version. */
export function promotion(alias: string, model: string, now: string | undefined): Asked {
  return {
    name: `Promote ${model}`,
    consequence: `Whoever asks for ${alias} gets ${model} from now on${now ? `, and no longer ${now}` : ''}. What is being served goes on with the version that it began with until it is started again.`,
    give: (by, why) => promote(alias, model, { by, why }),
  };
}

/** Lets the alias mean again what it meant before. */
export function goingBack(alias: string, now: string, before: string): Asked {
  return {
    name: `Roll back ${alias}`,
    consequence: `${alias} means ${before} again, and no longer ${now}. ${now} stays published and can be promoted again.`,
    give: (by, why) => rollBack(alias, { by, why }),
  };
}
