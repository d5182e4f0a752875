#!/usr/bin/env bash
# Makes sure that a Chromium is there, and letters of every language that Amur speaks: found, else
# installed by apt where that is possible, else one line that says what to install.
set -u
missing=""
found=""
for name in "${BROWSER_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null && found=yes
done
[ -n "$found" ] || missing="chromium"
if command -v dpkg-query >/dev/null; then
  for font in fonts-noto-core fonts-noto-cjk; do
    dpkg-query -W -f '${Status}' "$font" 2>/dev/null | grep -q "ok installed" || missing="$missing $font"
  done
fi
[ -z "$missing" ] && exit 0
advice="Not found: $missing. Install it (apt-get install $missing), or set BROWSER_PATH to a Chromium."
command -v apt-get >/dev/null || { echo "$advice"; [ -n "$found" ]; exit; }
run=""
[ "$(id -u)" = 0 ] || run="sudo -n"
echo "Installing $missing with apt-get (once) …"
# shellcheck disable=SC2086 # a list of packages
$run apt-get update -qq && $run apt-get install -y -qq $missing >/dev/null ||
  { echo "$advice"; exit 1; }
