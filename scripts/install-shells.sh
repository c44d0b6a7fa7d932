#!/usr/bin/env bash
# Install the shells that `npm run test:hypervisor` completes command lines in, and what sets the manual page, on Debian.
# Run as root. Does nothing that is done already.
set -euo pipefail

packages=(zsh fish groff bsdutils)
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

bash --version | sed -n 1p
zsh --version
fish --version
