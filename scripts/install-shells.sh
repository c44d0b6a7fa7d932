#!/usr/bin/env bash
# Install the shells that `npm run test:hypervisor` completes command lines in, and what sets the manual page, on Debian.
# Run as root. Does nothing that is done already.
set -euo pipefail

bash "$(dirname "$0")/install-packages.sh" zsh fish groff bsdutils

bash --version | sed -n 1p
zsh --version
fish --version
