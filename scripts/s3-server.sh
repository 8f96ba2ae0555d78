#!/usr/bin/env bash
# A throwaway S3 server for the test suites: one Ceph monitor, one in-memory OSD and the RADOS gateway, on loopback only.
#
#   scripts/s3-server.sh start DIR [PORT]   prints a URL for TEST_S3_URL once the server answers (some 15 s); PORT 7480, PORT+1 is used too
#   scripts/s3-server.sh stop DIR           ends the three processes and removes DIR with everything stored
#
# Needs Linux, curl and Debian's Ceph packages; run it as root or as any user who owns DIR.
set -euo pipefail

readonly ACCESS=soukaccess SECRET=souksecret HOST=127.0.0.1
readonly PACKAGES='ceph-mon ceph-osd radosgw ceph-common'
# The marker says that a folder was made by this script and may be removed by it.
readonly MARKER=.souk-s3-server

fail() { echo "s3-server: $*" >&2; exit 1; }

# Process ids written by our daemons in DIR that are still those daemons (an id may have been reused since).
daemons() {
  local file pid
  for file in "$DIR"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    if tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null | grep -qF -- "$DIR/ceph.conf"; then echo "$pid"; fi
  done
}

stop() {
  [ -f "$DIR/$MARKER" ] || fail "$DIR is not a folder that this script started a server in; nothing was stopped"
  local signal pids
  for signal in TERM KILL; do
    pids=$(daemons)
    [ -n "$pids" ] || break
    # shellcheck disable=SC2086
    kill -s "$signal" $pids 2> /dev/null || true
    for _ in $(seq 50); do [ -n "$(daemons)" ] || break; sleep 0.1; done
  done
  [ -z "$(daemons)" ] || fail "these processes would not end: $(daemons | tr '\n' ' ')"
  rm -rf -- "$DIR"
}

configure() {
  cat > "$DIR/ceph.conf" << CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon_host = $HOST:$((PORT + 1))
mon_initial_members = a
public_addr = $HOST
cluster_addr = $HOST
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = $DIR/keyring
mon_data = $DIR/mon
osd_data = $DIR/osd
run_dir = $DIR
log_file = $DIR/\$name.log
pid_file = $DIR/\$name.pid
admin_socket = $DIR/\$name.asok
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false

[client.rgw]
rgw_frontends = beast endpoint=$HOST:$PORT
CONF
}

answers() { curl -s -o /dev/null --max-time 2 "http://$HOST:$PORT/"; }

boot() {
  local conf=(-c "$DIR/ceph.conf") name
  ceph-authtool --create-keyring "$DIR/keyring" --gen-key -n mon. --cap mon 'allow *'
  for name in client.admin client.rgw osd.0; do
    ceph-authtool "$DIR/keyring" --gen-key -n "$name" --cap mon 'allow *' --cap osd 'allow *'
  done
  monmaptool --create --add a "$HOST:$((PORT + 1))" --fsid "$(sed -n 's/^fsid = //p' "$DIR/ceph.conf")" "$DIR/monmap"
  ceph-mon "${conf[@]}" --mkfs -i a --monmap "$DIR/monmap" --keyring "$DIR/keyring"
  ceph-mon "${conf[@]}" -i a
  timeout 30 ceph "${conf[@]}" osd create
  ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$(cat /proc/sys/kernel/random/uuid)"
  ceph-osd "${conf[@]}" -i 0
  timeout 30 ceph "${conf[@]}" osd crush add osd.0 1.0 root=default host=localhost
  timeout 60 radosgw "${conf[@]}" -n client.rgw
  for _ in $(seq 120); do answers && break; sleep 0.5; done
  answers
  timeout 60 radosgw-admin "${conf[@]}" user create --uid=souk --display-name=Souk --access-key="$ACCESS" --secret-key="$SECRET"
}

start() {
  local tool
  for tool in ceph-mon ceph-osd radosgw radosgw-admin ceph-authtool monmaptool curl; do
    command -v "$tool" > /dev/null || fail "$tool is missing; on Debian: apt-get install --no-install-recommends curl $PACKAGES"
  done
  [ "${#DIR}" -le 80 ] || fail "the path of DIR is longer than 80 characters; the daemons' sockets need a shorter one"
  [ ! -e "$DIR/$MARKER" ] || fail "a server was started in $DIR before; stop it first: $0 stop $DIR"
  [ ! -e "$DIR" ] || [ -z "$(ls -A "$DIR")" ] || fail "$DIR is not empty"
  ! answers || fail "something answers on $HOST:$PORT already; choose another PORT"
  mkdir -p "$DIR/osd"
  touch "$DIR/$MARKER"
  configure
  local log code
  log=$(mktemp)
  set +e
  (set -e; boot) > "$log" 2>&1
  code=$?
  set -e
  if [ "$code" -ne 0 ]; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    stop
    fail 'the server did not come up; its last words are above'
  fi
  rm -f "$log"
  echo "s3://$ACCESS:$SECRET@$HOST:$PORT/souk-test?tls=0"
}

usage() { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[ $# -ge 2 ] || usage
DIR=$(realpath -m "$2")
PORT=${3:-7480}
[[ $PORT =~ ^[0-9]{2,5}$ ]] || fail "PORT must be a number, not '$PORT'"
case $1 in
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
