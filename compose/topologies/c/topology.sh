# Two of each deployable behind a reverse proxy; one broker and one PostgreSQL.
# shellcheck shell=bash disable=SC2154

. "$folder/replicas.sh"

up() {
    primary postgres "$(port 70)"
    broker broker "$(port 60)" "$(port 61)"
    STATEWAVE_DATABASE_URL="$(url statewave "$(port 70)")" migrate
    export STATEWAVE_DATABASE_URL STATEWAVE_REPLICATION_URL STATEWAVE_KAFKA_BOOTSTRAP_SERVERS
    STATEWAVE_DATABASE_URL="$(url statewave_app "$(port 70)")"
    STATEWAVE_REPLICATION_URL="$(url statewave "$(port 70)")"
    STATEWAVE_KAFKA_BOOTSTRAP_SERVERS="localhost:$(port 60)"
    wait_for broker 60 accepts "$(port 60)"
    replicas
}

checks() { check_replicas; }
