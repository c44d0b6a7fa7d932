import { acsOverridePlanner } from './planners/acs-override.js';
import { blacklistPlanner } from './planners/blacklist.js';
import { cpuIsolationPlanner } from './planners/cpu-isolation.js';
import { driverOverridePlanner } from './planners/driver-override.js';
import { hostPlanner } from './planners/host.js';
import { hugepagesPlanner } from './planners/hugepages.js';
import { iommuPlanner } from './planners/iommu.js';
import { romPlanner } from './planners/rom.js';
import { softdepPlanner } from './planners/softdep.js';
import { sriovPlanner } from './planners/sriov.js';
import { vfioIdsPlanner } from './planners/vfio-ids.js';
import { vfioModulesPlanner } from './planners/vfio-modules.js';
import { vfioOptionsPlanner } from './planners/vfio-options.js';
import type { Planner } from './planning.js';

/** Every planner, in the order in which their lines stand in a file. */
export const planners: readonly Planner[] = [
  hostPlanner,
  iommuPlanner,
  acsOverridePlanner,
  vfioIdsPlanner,
  vfioOptionsPlanner,
  softdepPlanner,
  blacklistPlanner,
  driverOverridePlanner,
  vfioModulesPlanner,
  sriovPlanner,
  hugepagesPlanner,
  cpuIsolationPlanner,
  romPlanner,
];
