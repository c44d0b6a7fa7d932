#!/usr/bin/env bash
# Install the browser that `npm run test:playground` drives, on Debian. Run as root. Does nothing that is done already.
set -euo pipefail

bash "$(dirname "$0")/install-packages.sh" chromium fonts-dejavu-core
