#!/usr/bin/env bash
# Install the peers that `npm run bench` measures ptx beside, on Debian: virt-xml, xsltproc, xmllint, lxml, and libvirt's
# schema with virt-xml-validate. Run as root. Does nothing that is done already.
set -euo pipefail

packages=(virtinst xsltproc libxml2-utils python3-lxml libvirt-clients libvirt0)
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
virt-xml --version
