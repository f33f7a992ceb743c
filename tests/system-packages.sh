#!/bin/sh
# The two system packages that tests use, installed when they are missing and we may; otherwise the
# tests that need them are skipped, with the reason, in pytest's closing lines.
set -u
missing=""
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "  tanpa apt: lewati$missing"; exit 0; }
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || { echo "  tanpa hak root: lewati$missing"; exit 0; }
    as_root="sudo -n"
fi
echo "  memasang$missing"
# shellcheck disable=SC2086
$as_root apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
    echo "  gagal memasang$missing; uji yang memerlukannya dilewati"
exit 0
