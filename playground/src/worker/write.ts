// A file of its own, as the parser of YAML is only loaded when a steps file is wanted.
export { formatCommand, formatSteps } from 'libvirt-ptx/steps';
