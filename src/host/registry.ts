import { acsOverridePlanner } from './planners/acs-override.js';
import { blacklistPlanner } from './planners/blacklist.js';
import { driverOverridePlanner } from './planners/driver-override.js';
import { iommuPlanner } from './planners/iommu.js';
import { softdepPlanner } from './planners/softdep.js';
import { vfioIdsPlanner } from './planners/vfio-ids.js';
import { vfioModulesPlanner } from './planners/vfio-modules.js';
import { vfioOptionsPlanner } from './planners/vfio-options.js';
import type { Planner } from './planning.js';

/** Every planner, in the order in which their lines stand in a file. */
export const planners: readonly Planner[] = [
  iommuPlanner,
  acsOverridePlanner,
  vfioIdsPlanner,
  vfioOptionsPlanner,
  softdepPlanner,
  blacklistPlanner,
  driverOverridePlanner,
  vfioModulesPlanner,
];
