#!/usr/bin/env bash
# Install the peers that `npm run bench` measures ptx beside, on Debian: virt-xml, xsltproc, xmllint, lxml, and libvirt's
# schema with virt-xml-validate. Run as root. Does nothing that is done already.
set -euo pipefail

bash "$(dirname "$0")/install-packages.sh" virtinst xsltproc libxml2-utils python3-lxml libvirt-clients libvirt0
virt-xml --version
