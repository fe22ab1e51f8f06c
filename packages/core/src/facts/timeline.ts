import type { Known } from '../base/index.ts';
import { type About, fact } from './fact.ts';
import { cite, type SourceName } from './sources.ts';

/** Something announced, or something that happened, in the history of the Gigafactory of Compute. */
export interface TimelineEvent {
  /** `2024-05-25`; a month (`2024-07`) where the day is not known. */
  readonly date: string;
  readonly kind: 'announced' | 'actual';
  readonly event: string;
  readonly value?: Known;
  readonly source: SourceName;
}

type Row = readonly [
  date: string,
  kind: TimelineEvent['kind'],
  event: string,
  source: SourceName,
  value?: string,
];

const ROWS: readonly Row[] = [
  ['2023-12', 'actual', 'Phoenix Investors buys the Electrolux plant in Memphis', 'upi', '35 MUSD'],
  ['2024-03-03', 'actual', 'First call to Memphis about a site', 'commercialAppeal'],
  ['2024-04-24', 'actual', 'Construction starts, by satellite', 'epochDataCenters'],
  [
    '2024-05-25',
    'announced',
    'Gigafactory of Compute: 100,000 H100 by the fall of 2025, perhaps with Oracle',
    'theInformation',
    '100000 GPU',
  ],
  [
    '2024-05-26',
    'actual',
    'Series B closes at 18 BUSD pre-money; the first target was 4 BUSD at 15 BUSD',
    'techCrunch',
    '6 BUSD',
  ],
  ['2024-06-05', 'announced', 'Site in Memphis', 'upi'],
  ['2024-07-09', 'actual', 'Talks to rent from Oracle end', 'oracleTalks', '10 BUSD'],
  ['2024-07', 'actual', 'Grid supply at first use', 'wreg', '8 MW'],
  ['2024-07-22', 'actual', 'Training starts', 'pressMemphis'],
  [
    '2024-08-01',
    'actual',
    'Grid supply raised; 150 MW substation planned',
    'pressMemphis',
    '50 MW',
  ],
  ['2024-08-11', 'actual', 'First H100 online', 'epochDataCenters', '25000 GPU'],
  ['2024-08-11', 'actual', 'Facility power, by model', 'epochDataCenters', '44 MW'],
  ['2024-09-02', 'actual', 'Colossus 1 online', 'epochDataCenters', '100000 GPU'],
  ['2024-09-02', 'actual', 'Facility power, by model', 'epochDataCenters', '174 MW'],
  [
    '2024-09-02',
    'actual',
    'Cost of computers, from a model, in 2025',
    'epochDataCenters',
    '3.59 BUSD',
  ],
  [
    '2024-09-02',
    'actual',
    'Cost of the building, from a model, in 2025',
    'epochDataCenters',
    '1.7 BUSD',
  ],
  ['2024-10-28', 'announced', 'Doubling to 200,000 GPUs', 'nvidiaColossus', '200000 GPU'],
  ['2024-11-20', 'actual', 'Series C at 45 BUSD post-money', 'epochFunding', '6 BUSD'],
  [
    '2025-02-17',
    'actual',
    'Grok 3 released; 150,000 H100 and 50,000 H200',
    'epochDataCenters',
    '200000 GPU',
  ],
  ['2025-02-17', 'actual', 'Facility power, by model', 'epochDataCenters', '349 MW'],
  [
    '2025-05',
    'actual',
    'First substation, 150 MW of batteries; about half of the gas turbines leave',
    'tomsHardware',
    '150 MW',
  ],
  ['2025-06-30', 'actual', '5 BUSD of debt and 5 BUSD of equity', 'epochFunding', '10 BUSD'],
  ['2025-07-22', 'actual', 'GB200 added', 'epochDataCenters', '30000 GPU'],
  ['2025-07-22', 'actual', 'Facility power, by model', 'epochDataCenters', '424 MW'],
  ['2025-10', 'actual', 'Vehicle with a five-year GPU lease', 'bloomberg', '20 BUSD'],
];

export const XAI_TIMELINE: readonly TimelineEvent[] = ROWS.map(
  ([date, kind, event, source, value]) => ({
    date,
    kind,
    event,
    source,
    ...(value ? { value: fact(value, about(date, source)) } : {}),
  }),
);

function about(date: string, source: SourceName): About {
  return { provenance: 'quote', source: cite(source), asOf: date };
}
