#!/usr/bin/env bash
# Install the peers that `npm run bench` measures ptx beside, on Debian: virt-xml, xsltproc, xmllint, lxml, and libvirt's
# schema with virt-xml-validate; and Node 24 of npm, under which ptx is measured too. Run as root. Does nothing that is done
# already.
set -euo pipefail

bash "$(dirname "$0")/install-packages.sh" virtinst xsltproc libxml2-utils python3-lxml libvirt-clients libvirt0
# A newer Node than Debian's, as npm packages it; it stays in .cache, where the benchmark looks for it.
cache=$(cd "$(dirname "$0")/.." && pwd)/.cache/node24
if [ ! -x "$cache/bin/node" ]; then
  npm install --silent --no-audit --no-fund --no-save --prefix "$cache" "node-linux-$(node -p process.arch)@24"
  ln -sfn "node_modules/node-linux-$(node -p process.arch)/bin" "$cache/bin"
fi
virt-xml --version
