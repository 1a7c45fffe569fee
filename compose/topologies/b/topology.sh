# One of each, with a PostgreSQL that somebody else runs.
# shellcheck shell=bash disable=SC2154

front() { printf 'http://localhost:%s' "$(port 0)"; }

up() {
    [ -n "${STATEWAVE_DATABASE_URL:-}" ] || fail "Topology b needs a database: set STATEWAVE_DATABASE_URL, such as" \
        "postgresql://user:password@host:5432/statewave?sslmode=verify-full&sslrootcert=ca.pem"
    migrate
    broker broker "$(port 5)" "$(port 6)"
    wait_for broker 60 accepts "$(port 5)"
    export STATEWAVE_KAFKA_BOOTSTRAP_SERVERS
    STATEWAVE_KAFKA_BOOTSTRAP_SERVERS="localhost:$(port 5)"
    deployable ingest-service "$(port 1)"
    deployable context-service "$(port 2)"
    deployable compile-worker "$(port 3)"
    deployable webhook-dispatcher "$(port 4)"
    deployable api-gateway "$(port 0)" STATEWAVE_INGEST_URL="http://localhost:$(port 1)" STATEWAVE_CONTEXT_URL="http://localhost:$(port 2)" \
        STATEWAVE_WORKER_URL="http://localhost:$(port 3)" STATEWAVE_DISPATCHER_URL="http://localhost:$(port 4)"
    wait_for api-gateway 180 call "$(front)/readyz"
}

checks() { check_rest "$(front)"; }
