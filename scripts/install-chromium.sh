#!/usr/bin/env bash
# Install the browser that `npm run test:playground` drives, on Debian. Run as root. Does nothing that is done already.
set -euo pipefail

if dpkg-query --show --showformat='${Status}' chromium 2>/dev/null | grep -q 'ok installed'; then exit 0; fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
