import { CHECKPOINT_TIERS } from './checkpoint-tiers.ts';
import { LARGEST_COMPETITOR } from './clusters.ts';
import { GPUS } from './gpus.ts';
import { HAZARDS } from './hazards.ts';
import { MODELS } from './models.ts';
import { NODES } from './nodes.ts';
import { OPTICS } from './optics.ts';
import { GPU_POWER_LEVELS, RAMP_LIMIT } from './power.ts';
import { INTEREST_RATES, PRICES } from './prices.ts';
import { RACKS } from './racks.ts';
import { MAINTENANCE, RECOVERY, RESTART_PARTS } from './recovery.ts';
import { FAILURE_PROFILES } from './reliability.ts';
import { REPAIR_TIMES } from './repairs.ts';
import {
  AI_CONSTRUCTION_PREMIUM,
  CLUSTER_POWER_PER_GPU,
  CONSTRUCTION_COSTS,
  DEPRECIATION_LIVES,
  ELECTRICITY_PRICES,
  LEAD_TIMES,
  LIKELY_POWER_UTILISATION,
  MEGAPACK_ENERGY,
  NON_SERVER_IT_OVERHEAD,
  PUE,
  RENTED_CLUSTER_LIMITS,
} from './site.ts';
import { STACKS } from './stacks.ts';
import { CHECKPOINT_TRAFFIC, STORAGE } from './storage.ts';
import { SWITCHES } from './switches.ts';
import { XAI_TIMELINE } from './timeline.ts';

/**
 * Everything known before a factory file is read. A key of one of these tables is a name that a
 * factory file may give (`gpu: h100-sxm`).
 */
export const CATALOGUE = {
  gpu: GPUS,
  node: NODES,
  rack: RACKS,
  switch: SWITCHES,
  optic: OPTICS,
  storage: STORAGE,
  model: MODELS,
  failures: FAILURE_PROFILES,
  stack: STACKS,
  pue: PUE,
  electricityPrice: ELECTRICITY_PRICES,
  constructionCost: CONSTRUCTION_COSTS,
  leadTime: LEAD_TIMES,
  depreciationLife: DEPRECIATION_LIVES,
  gpuPowerLevel: GPU_POWER_LEVELS,
  interestRate: INTEREST_RATES,
  rentedClusterLimit: RENTED_CLUSTER_LIMITS,
  restartPart: RESTART_PARTS,
  recovery: RECOVERY,
  repairTime: REPAIR_TIMES,
  maintenance: MAINTENANCE,
  hazard: HAZARDS,
  checkpointTier: CHECKPOINT_TIERS,
  price: PRICES,
  timeline: XAI_TIMELINE,
  general: {
    aiConstructionPremium: AI_CONSTRUCTION_PREMIUM,
    checkpointTraffic: CHECKPOINT_TRAFFIC,
    clusterPowerPerGpu: CLUSTER_POWER_PER_GPU,
    largestCompetitor: LARGEST_COMPETITOR,
    likelyPowerUtilisation: LIKELY_POWER_UTILISATION,
    megapackEnergy: MEGAPACK_ENERGY,
    nonServerItOverhead: NON_SERVER_IT_OVERHEAD,
    rampLimit: RAMP_LIMIT,
  },
} as const;
