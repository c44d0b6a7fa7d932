// The program of an "external" data source of Terraform or OpenTofu: a JSON object of strings comes in, and one goes out.
// A refusal goes to standard error, with nothing on standard output, and stops the plan.
import { text } from 'node:stream/consumers';
import { parseDomain, serializeDomain, transformDomain } from 'libvirt-ptx';
import { parseDeviceMap, parseSteps } from 'libvirt-ptx/steps';

try {
  const { domain, steps, devices, node } = JSON.parse(await text(process.stdin));
  const { changes, ...result } = transformDomain(parseDomain(domain), ...parseSteps(steps), {
    devices: devices === undefined ? undefined : parseDeviceMap(devices),
    node,
  });
  for (const { step, message } of result.warnings) console.error(`warning: ${step}: ${message}`);
  console.log(JSON.stringify({ domain: serializeDomain(result.domain), changes: String(changes.length) }));
} catch (error) {
  console.error(error.code === undefined ? error.message : `${error.code}: ${error.message}`);
  process.exitCode = 1;
}
