# Topology c with a PostgreSQL that has a streaming replica, PgBouncer before it, three brokers, and Prometheus.
# shellcheck shell=bash disable=SC2154

. "$folder/replicas.sh"

brokers="localhost:$(port 60),localhost:$(port 62),localhost:$(port 64)"

# Which cluster clients are sent to; a failover writes the other one.
current() { cat "$home/primary" 2>/dev/null || printf postgres; }
port_of() { case "$1" in postgres) port 70 ;; *) port 71 ;; esac; }
other_than() { case "$1" in postgres) printf replica ;; *) printf postgres ;; esac; }

# A copy of the primary that follows it. The slot keeps what the replica has not received yet.
replica() { # NAME PRIMARY
    local data="$home/$1/data" slot
    slot="of_$1"
    # One that was a primary before a failover that was interrupted must not be one again.
    [ -f "$data/standby.signal" ] || rm -rf "$data"
    if [ ! -d "$data" ]; then
        rm -rf "${home:?}/$1"
        mkdir -p "$home/$1"
        own_by_postgres "$home/$1"
        sql "$(port_of "$2")" postgres "SELECT pg_create_physical_replication_slot('$slot') WHERE NOT EXISTS (
            SELECT FROM pg_replication_slots WHERE slot_name = '$slot')" >/dev/null
        # In the file of the connection, which only its owner reads.
        PGPASSWORD="$(password)" "${as_postgres[@]}" "$(postgres_bin)/pg_basebackup" -h 127.0.0.1 -p "$(port_of "$2")" -U statewave \
            -D "$data.unfinished" -R -X stream -S "$slot" -c fast >"$home/log/basebackup.log" 2>&1 \
            || { cat "$home/log/basebackup.log" >&2; fail "The replica cannot be made."; }
        mv "$data.unfinished" "$data"
    fi
    start_postgres "$1" "$(port_of "$1")"
}

pooler_settings() {
    cat <<TEXT
[databases]
statewave = host=127.0.0.1 port=$(port_of "$(current)") dbname=statewave
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $(port 75)
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $home/pgbouncer/users.txt
admin_users = statewave
pool_mode = transaction
default_pool_size = 40
max_client_conn = 500
# The driver of the read paths begins each connection with it.
ignore_startup_parameters = extra_float_digits
# Whoever waits longer for a connection is told so, and asks again.
query_wait_timeout = 15
server_connect_timeout = 3
server_login_retry = 1
# A server that is gone without a word is noticed.
tcp_keepalive = 1
tcp_keepidle = 5
tcp_keepintvl = 2
tcp_keepcnt = 3
TEXT
}

pooler() {
    require pgbouncer pgbouncer
    mkdir -p "$home/pgbouncer"
    pooler_settings >"$home/pgbouncer/pgbouncer.ini"
    printf '"statewave" "%s"\n"statewave_app" "%s"\n' "$(password)" "$(password)" >"$home/pgbouncer/users.txt"
    chmod 600 "$home/pgbouncer/users.txt"
    own_by_postgres "$home/pgbouncer"
    start pgbouncer "${as_postgres[@]}" "$(PATH="$PATH:/usr/sbin" command -v pgbouncer)" "$home/pgbouncer/pgbouncer.ini"
    wait_for pgbouncer 30 accepts "$(port 75)"
}

pooler_command() { # COMMAND
    PGPASSWORD="$(password)" "$(postgres_bin)/psql" -X -q -A -t -h 127.0.0.1 -p "$(port 75)" -U statewave -d pgbouncer -c "$1"
}

prometheus_settings() {
    printf 'global: {scrape_interval: 15s, evaluation_interval: 15s}\nrule_files: [%s]\nscrape_configs:\n' "$root/compose/monitoring/alerts.yml"
    local job at
    while read -r job at; do
        printf '  - {job_name: %s, metrics_path: /metrics, static_configs: [{targets: ["127.0.0.1:%s", "127.0.0.1:%s"]}]' \
            "$job" "$(port $((at + 1)))" "$(port $((at + 2)))"
        # The gateway asks for a key, where there is one.
        if [ "$job" = api-gateway ] && [ -n "${STATEWAVE_API_KEY:-}" ]; then
            printf ', authorization: {type: Bearer, credentials: "%s"}' "$STATEWAVE_API_KEY"
        fi
        printf '}\n'
    done <<'TEXT'
ingest-service 10
context-service 20
compile-worker 30
webhook-dispatcher 40
api-gateway 50
TEXT
    printf '  - {job_name: haproxy, static_configs: [{targets: ["127.0.0.1:%s"]}]}\n' "$(port 8)"
}

monitoring() {
    require prometheus prometheus
    (umask 077; prometheus_settings >"$home/prometheus.yml")
    start prometheus prometheus --config.file="$home/prometheus.yml" --storage.tsdb.path="$home/prometheus" \
        --web.listen-address="127.0.0.1:$(port 80)"
    wait_for prometheus 60 accepts "$(port 80)"
}

# Where the deployables find database and brokers.
connect() {
    export STATEWAVE_DATABASE_URL STATEWAVE_REPLICATION_URL STATEWAVE_KAFKA_BOOTSTRAP_SERVERS="$brokers" STATEWAVE_KAFKA_REPLICATION=3
    STATEWAVE_DATABASE_URL="$(url statewave_app "$(port 75)")"
    STATEWAVE_REPLICATION_URL="$(url statewave "$(port_of "$(current)")")"
}

up() {
    local first second i voters
    first="$(current)"
    second="$(other_than "$first")"
    if [ "$first" = postgres ]; then primary postgres "$(port 70)"; else start_postgres "$first" "$(port_of "$first")"; fi
    replica "$second" "$first"
    pooler
    voters="1@localhost:$(port 61),2@localhost:$(port 63),3@localhost:$(port 65)"
    for i in 1 2 3; do
        broker "broker-$i" "$(port $((58 + 2 * i)))" "$(port $((59 + 2 * i)))" STATEWAVE_BROKER_NODE="$i" \
            STATEWAVE_BROKER_VOTERS="$voters" STATEWAVE_BROKER_CLUSTER=c3RhdGV3YXZlLXRvcG9sbw
    done
    STATEWAVE_DATABASE_URL="$(url statewave "$(port_of "$first")")" migrate
    connect
    for i in 1 2 3; do
        wait_for "broker-$i" 90 accepts "$(port $((58 + 2 * i)))"
    done
    replicas
    monitoring
}

# The replica becomes the primary. The old one must not take another write, so it is ended first, however it is.
failover() {
    local from to began i
    from="$(current)"
    to="$(other_than "$from")"
    [ -f "$home/run/order" ] || fail "Topology d does not run: ./statewave topology d up"
    runs "$to" || fail "The replica does not run, so nothing can take over."
    began="$(date +%s%N)"
    if runs "$from"; then kill -KILL "$(cat "$home/run/$from.pid")"; fi
    "${as_postgres[@]}" "$(postgres_bin)/pg_ctl" promote -D "$home/$to/data" -w -t 60 >"$home/log/promote.log" 2>&1 \
        || { cat "$home/log/promote.log" >&2; fail "The replica cannot be promoted."; }
    printf '%s' "$to" >"$home/primary"
    pooler_settings >"$home/pgbouncer/pgbouncer.ini"
    pooler_command RELOAD
    say "Writes go to $to after $((($(date +%s%N) - began) / 1000000)) ms."
    # A replication slot belongs to one cluster, so the dispatchers are told of the other one.
    connect
    for i in 1 2; do
        stop "webhook-dispatcher-$i"
        deployable "webhook-dispatcher-$i" "$(port $((40 + i)))"
    done
    # What the old primary had and the replica had not would stand in the way, so it begins again as a copy.
    stop "$from"
    rm -rf "${home:?}/$from"
    sql "$(port_of "$to")" postgres "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
        WHERE slot_name = 'of_$to' AND NOT active" >/dev/null
    replica "$from" "$to"
    for i in 1 2; do
        wait_for "webhook-dispatcher-$i" 120 healthy "$(port $((40 + i)))"
    done
    say "Everything runs again after $((($(date +%s%N) - began) / 1000000)) ms, and $from follows."
}

replica_follows() {
    local behind
    behind="$(sql "$(port_of "$(current)")" postgres "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint
        FROM pg_stat_replication WHERE state = 'streaming' AND application_name = 'walreceiver'")"
    [ -n "$behind" ] || { echo "no replica streams"; return 1; }
    [ "$behind" -lt 16777216 ] || { echo "$behind bytes behind"; return 1; }
}

pooler_answers() { [ "$(PGPASSWORD="$(password)" "$(postgres_bin)/psql" -XqAt -h 127.0.0.1 -p "$(port 75)" -U statewave_app -d statewave -c 'SELECT 1')" = 1 ]; }

scraped() {
    local down
    down="$(curl -s --max-time 4 "http://127.0.0.1:$(port 80)/api/v1/query" --data-urlencode 'query=count(up == 0)')"
    grep -q '"result":\[\]' <<<"$down" || { echo "Prometheus reaches not all: $down"; return 1; }
}

checks() {
    check "the replica follows" replica_follows
    check "PgBouncer answers" pooler_answers
    check "Prometheus reaches every process" scraped
    check_replicas
}
