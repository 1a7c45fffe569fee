# Runs the parts of a topology as processes of this machine. Read by ./topology and not run by itself; it says $name, $home, $lib and $base.
# shellcheck shell=bash disable=SC2154

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

port() { printf '%d' $((base + $1)); }

is_root() { [ "$(id -u)" -eq 0 ]; }

# --- processes --------------------------------------------------------------------------------------------------------

runs() { # NAME
    local pid
    pid="$(cat "$home/run/$1.pid" 2>/dev/null)" && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

# Starts a command in a session of its own, so that it outlives this one. What runs already is left alone.
start() { # NAME COMMAND...
    local process="$1"
    shift
    runs "$process" && return
    setsid "$@" >>"$home/log/$process.log" 2>&1 </dev/null &
    printf '%s' "$!" >"$home/run/$process.pid"
    grep -qx "$process" "$home/run/order" 2>/dev/null || printf '%s\n' "$process" >>"$home/run/order"
}

# PostgreSQL waits for its clients on TERM, and not on INT.
signal_of() { case "$1" in postgres*) printf INT ;; *) printf TERM ;; esac; }

stop() { # NAME
    local pid tries=0
    runs "$1" || { rm -f "$home/run/$1.pid"; return 0; }
    pid="$(cat "$home/run/$1.pid")"
    kill -s "$(signal_of "$1")" "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || { say "$1 did not end within 30 s and is killed."; kill -KILL "$pid" 2>/dev/null || true; }
        sleep 0.2
    done
    rm -f "$home/run/$1.pid"
}

stop_all() {
    [ -f "$home/run/order" ] || return 0
    local process
    # The last one first. Their file of order goes at the end, so that a stop that was interrupted can be repeated.
    while IFS= read -r process; do
        stop "$process"
    done < <(tac "$home/run/order")
    rm -f "$home/run/order"
}

# Until a command succeeds, or the process has ended, or the time is over.
wait_for() { # NAME SECONDS COMMAND...
    local process="$1" end=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        runs "$process" || { tail -n 15 "$home/log/$process.log" >&2; fail "$process has ended; its log is $home/log/$process.log."; }
        [ "$SECONDS" -lt "$end" ] || fail "$process is not ready in time; its log is $home/log/$process.log."
        sleep 0.5
    done
}

require() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] && return
    if is_root && command -v apt-get >/dev/null; then
        say "Installing $2 from Debian."
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >"$home/log/apt.log" 2>&1 \
            || { tail -n 5 "$home/log/apt.log" >&2; fail "$2 could not be installed."; }
        # Only the program is wanted, and not the server that the package starts.
        { systemctl disable --now "$2" || service "$2" stop; } >/dev/null 2>&1 || true
        return
    fi
    fail "$1 is missing: install it (Debian: apt install $2)."
}

# --- PostgreSQL -------------------------------------------------------------------------------------------------------

postgres_bin() {
    local folder newest=""
    for folder in /usr/lib/postgresql/*; do
        [ -x "$folder/bin/initdb" ] && [ -f "/usr/share/postgresql/${folder##*/}/extension/vector.control" ] && newest="$folder/bin"
    done
    [ -n "$newest" ] || fail "PostgreSQL 15 or newer with pgvector is not installed: ./statewave up installs both on Debian as root."
    printf '%s' "$newest"
}

# The programs refuse to run as root. The capability lets them pass folders above theirs, such as /root.
as_postgres=()
if is_root; then
    as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search --)
fi

own_by_postgres() { if is_root; then chown -R postgres: "$1"; fi; }

# Made once for a topology; only its owner reads it.
password() {
    [ -f "$home/password" ] || (umask 077; head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$home/password")
    cat "$home/password"
}

# As the owner of the cluster, from this machine.
sql() { # PORT DATABASE STATEMENT
    PGPASSWORD="$(password)" "$(postgres_bin)/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U statewave -d "$2" -c "$3"
}

start_postgres() { # NAME PORT
    local bin
    bin="$(postgres_bin)"
    start "$1" "${as_postgres[@]}" "$bin/postgres" -D "$home/$1/data" -p "$2"
    wait_for "$1" 120 "$bin/pg_isready" -q -h 127.0.0.1 -p "$2"
}

# A cluster that only this machine reaches, with the database and both roles.
primary() { # NAME PORT
    local data="$home/$1/data" secret="$home/$1/password"
    if [ ! -d "$data" ]; then
        # Beside its place first: a creation that is killed half-way must not look like a cluster.
        rm -rf "$data.unfinished"
        mkdir -p "$home/$1"
        password >"$secret"
        own_by_postgres "$home/$1"
        "${as_postgres[@]}" "$(postgres_bin)/initdb" -D "$data.unfinished" -U statewave -E UTF8 --locale=C.UTF-8 -A scram-sha-256 \
            --pwfile="$secret" --no-instructions >"$home/log/initdb.log" 2>&1 \
            || { cat "$home/log/initdb.log" >&2; fail "The PostgreSQL cluster cannot be made."; }
        rm -f "$secret"
        cat >>"$data.unfinished/postgresql.conf" <<'TEXT'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
wal_level = logical
wal_log_hints = on
max_replication_slots = 8
max_wal_senders = 8
# Neither a dispatcher nor a replica that is away for long must fill the disk.
max_slot_wal_keep_size = 4GB
wal_compression = on
jit = off
TEXT
        mv "$data.unfinished" "$data"
    fi
    start_postgres "$1" "$2"
    [ -n "$(sql "$2" postgres "SELECT 1 FROM pg_database WHERE datname = 'statewave'")" ] || sql "$2" postgres "CREATE DATABASE statewave"
    [ -n "$(sql "$2" postgres "SELECT 1 FROM pg_roles WHERE rolname = 'statewave_app'")" ] || sql "$2" postgres "CREATE ROLE statewave_app"
    sql "$2" postgres "ALTER ROLE statewave_app LOGIN PASSWORD '$(password)'"
}

url() { # ROLE PORT
    printf 'postgresql://%s:%s@127.0.0.1:%s/statewave' "$1" "$(password)" "$2"
}

# --- the parts of Statewave -------------------------------------------------------------------------------------------

java_command() { # HEAP
    printf '%s\n' "$JAVA_HOME/bin/java" "-Xmx$1" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$lib/*"
}

broker() { # NAME PORT CONTROLLER_PORT SETTING=VALUE...
    local process="$1" client="$2" controller="$3" java
    shift 3
    mapfile -t java < <(java_command 320m)
    start "$process" env STATEWAVE_HOME="$home/$process" STATEWAVE_LOCAL_KAFKA_PORT="$client" \
        STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT="$controller" "$@" "${java[@]}" dev.statewave.local.Statewave broker
}

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

migrate() {
    local java
    mapfile -t java < <(java_command 256m)
    say "Bringing the database to this version."
    "${java[@]}" dev.statewave.local.Statewave migrate >"$home/log/migrate.log" 2>&1 \
        || { tail -n 15 "$home/log/migrate.log" >&2; fail "The database cannot be brought to this version."; }
}

deployable() { # NAME PORT SETTING=VALUE...
    local process="$1" main heap=192m setting java
    case "$1" in
        api-gateway*) main=dev.statewave.gateway.ApiGateway setting=STATEWAVE_PORT ;;
        ingest-service*) main=dev.statewave.ingest.IngestService setting=STATEWAVE_INGEST_PORT ;;
        compile-worker*) main=dev.statewave.worker.CompileWorker setting=STATEWAVE_WORKER_PORT heap=256m ;;
        context-service*) main=dev.statewave.context.ContextService setting=STATEWAVE_CONTEXT_PORT ;;
        webhook-dispatcher*) main=dev.statewave.webhooks.WebhookDispatcher setting=STATEWAVE_DISPATCHER_PORT ;;
    esac
    setting="$setting=$2"
    shift 2
    mapfile -t java < <(java_command "${STATEWAVE_HEAP:-$heap}")
    start "$process" env "$setting" "$@" "${java[@]}" "$main"
}

healthy() { curl -sf --max-time 4 "http://127.0.0.1:$1/healthz"; }

# --- checks -----------------------------------------------------------------------------------------------------------

failures=0

check() { # TITLE COMMAND...
    local title="$1"
    shift
    if "$@" >"$home/log/check.log" 2>&1; then
        say "ok    $title"
    else
        say "FAIL  $title: $(tail -n 1 "$home/log/check.log")"
        failures=$((failures + 1))
    fi
}

check_processes() {
    local process
    while IFS= read -r process; do
        check "$process runs" runs "$process"
    done <"$home/run/order"
}

call() { # curl arguments
    curl -sS --fail-with-body --max-time 30 "${key[@]}" "$@"
}
key=()
if [ -n "${STATEWAVE_API_KEY:-}" ]; then key=(-H "Authorization: Bearer $STATEWAVE_API_KEY"); fi

# What was recorded is in the next context, and can be deleted.
round_trip() { # URL CURL_ARGUMENTS...
    local front="$1" subject
    subject="topology-check-$$-$RANDOM"
    shift
    call "$@" "$front/v1/episodes" -H 'Content-Type: application/json' \
        -d "{\"subject_id\": \"$subject\", \"source\": \"check\", \"type\": \"message\", \"payload\": {\"text\": \"The harbour ferry leaves at noon.\"}}" &&
    # The first one after a start takes long.
    call "$@" --retry 6 --retry-delay 1 "$front/v1/context" -H 'Content-Type: application/json' -d "{\"subject_id\": \"$subject\", \"task\": \"When does the ferry leave?\"}" \
        | grep -q noon &&
    call "$@" -X DELETE "$front/v1/subjects/$subject"
}

check_rest() { # URL CURL_ARGUMENTS...
    local front="$1"
    shift
    check "everything is ready" call "$@" "$front/readyz"
    check "an episode is in the next context" round_trip "$front" "$@"
}
