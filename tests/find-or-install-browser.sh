#!/usr/bin/env bash
# Makes sure that a Chromium is there: found, else installed by apt where that is possible,
# else one line that says what to install.
set -u
for name in "${BROWSER_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null && exit 0
done
missing="No Chromium was found. Install one (apt-get install chromium) or set BROWSER_PATH to one."
command -v apt-get >/dev/null || { echo "$missing"; exit 1; }
run=""
[ "$(id -u)" = 0 ] || run="sudo -n"
echo "Installing Chromium with apt-get (once) …"
$run apt-get update -qq && $run apt-get install -y -qq chromium fonts-noto-core >/dev/null ||
  { echo "$missing"; exit 1; }
