#!/usr/bin/env bash
# Installs what the tests talk to: telephones, a browser, fonts, a speech synthesiser. Needs Debian 12 or newer and root.
# Nothing is started: a policy forbids it while packages are unpacked.
set -euo pipefail

packages=(sip-tester baresip-core sipsak chromium fonts-noto-cjk espeak-ng sox iproute2 procps)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "all peers are installed"
  exit 0
fi

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "installed: ${missing[*]}"
