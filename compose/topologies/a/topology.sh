# Everything in one process.
# shellcheck shell=bash disable=SC2154

front() { printf 'http://localhost:%s' "$(port 0)"; }

up() {
    local java
    mapfile -t java < <(java_command "${STATEWAVE_HEAP:-448m}")
    start statewave env STATEWAVE_HOME="$home/statewave" STATEWAVE_PORT="$(port 0)" STATEWAVE_INGEST_PORT="$(port 1)" \
        STATEWAVE_CONTEXT_PORT="$(port 2)" STATEWAVE_WORKER_PORT="$(port 3)" STATEWAVE_DISPATCHER_PORT="$(port 4)" \
        STATEWAVE_LOCAL_KAFKA_PORT="$(port 5)" STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT="$(port 6)" \
        STATEWAVE_LOCAL_POSTGRES_PORT="$(port 7)" "${java[@]}" dev.statewave.local.Statewave up
    wait_for statewave 180 call "$(front)/readyz"
}

checks() { check_rest "$(front)"; }
