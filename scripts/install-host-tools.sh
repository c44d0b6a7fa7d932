#!/usr/bin/env bash
# Install what judges the formats of a host plan, the Ansible role and the unit in `npm run test:hypervisor`, on Debian:
# shellcheck, Ansible, Nix and systemd, and
# unpacked below .cache, because they would have a say when this machine starts, cloud-init and Ignition. Run as root.
# Does nothing that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.cache/host-tools
packages=(shellcheck ansible-core nix-bin dash systemd
  python3-yaml python3-jsonschema python3-configobj python3-jinja2 python3-requests python3-oauthlib python3-jsonpatch)
unpacked=(cloud-init ignition)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] || [ ! -e "$tools/complete" ]; then apt-get update -qq; fi
if [ ${#missing[@]} -gt 0 ]; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ ! -e "$tools/complete" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "${unpacked[@]}")
  rm -rf "$tools"
  mkdir -p "$tools"
  for package in "$work"/*.deb; do dpkg-deb --extract "$package" "$tools"; done
  touch "$tools/complete"
fi

shellcheck --version | sed -n 's/^version: /shellcheck /p'
ansible-playbook --version | sed -n 1p
nix-instantiate --version
