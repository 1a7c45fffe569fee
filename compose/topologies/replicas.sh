# Two of each deployable, and HAProxy before them: what topologies c and d share.
# shellcheck shell=bash disable=SC2154

front() { printf 'https://localhost:%s' "$(port 0)"; }

tls() {
    mkdir -p "$home/tls"
    [ -f "$home/tls/front.pem" ] && return
    require openssl openssl
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$home/tls/key.pem" -out "$home/tls/ca.pem" 2>"$home/log/openssl.log"
    (umask 077; cat "$home/tls/ca.pem" "$home/tls/key.pem" >"$home/tls/front.pem")
}

# One after the other of a kind would take the time of two starts.
replicas() {
    local gateway=(STATEWAVE_INGEST_URL="http://127.0.0.1:$(port 10)" STATEWAVE_CONTEXT_URL="http://127.0.0.1:$(port 20)"
        STATEWAVE_WORKER_URL="http://127.0.0.1:$(port 30)" STATEWAVE_DISPATCHER_URL="http://127.0.0.1:$(port 40)"
        STATEWAVE_HOST=127.0.0.1 STATEWAVE_TRUSTED_PROXIES=127.0.0.1)
    local i
    haproxy_front
    # The first ones make the topics.
    deployable ingest-service-1 "$(port 11)"
    wait_for ingest-service-1 180 healthy "$(port 11)"
    for i in 1 2; do
        deployable "ingest-service-$i" "$(port $((10 + i)))"
        deployable "context-service-$i" "$(port $((20 + i)))"
        deployable "compile-worker-$i" "$(port $((30 + i)))"
        deployable "webhook-dispatcher-$i" "$(port $((40 + i)))"
        deployable "api-gateway-$i" "$(port $((50 + i)))" "${gateway[@]}"
    done
    for i in 1 2; do
        wait_for "context-service-$i" 240 healthy "$(port $((20 + i)))"
        wait_for "compile-worker-$i" 240 healthy "$(port $((30 + i)))"
        wait_for "webhook-dispatcher-$i" 240 healthy "$(port $((40 + i)))"
        wait_for "api-gateway-$i" 240 healthy "$(port $((50 + i)))"
    done
    # It takes a server in after two good checks.
    wait_for haproxy 60 servers_are_up
    wait_for haproxy 240 call --cacert "$home/tls/ca.pem" "$(front)/readyz"
}

haproxy_front() {
    require haproxy haproxy
    tls
    local i ports=()
    for i in 0 8 10 11 12 20 21 22 30 31 32 40 41 42 51 52; do
        ports+=("PORT_$i=$(port "$i")")
    done
    start haproxy env "${ports[@]}" CERTIFICATE="$home/tls/front.pem" \
        "$(PATH="$PATH:/usr/sbin" command -v haproxy)" -db -f "$folder/haproxy.cfg"
    wait_for haproxy 20 accepts "$(port 0)"
}

servers_are_up() {
    local down
    curl -sf --max-time 4 -o "$home/log/servers.csv" "http://127.0.0.1:$(port 8)/stats;csv" || return 1
    down="$(awk -F, '$2 != "BACKEND" && $2 != "FRONTEND" && $18 ~ /DOWN/ { print $1 "/" $2 }' "$home/log/servers.csv")"
    [ -z "$down" ] || { echo "down: $down"; return 1; }
}

check_replicas() {
    check "every server behind HAProxy is up" servers_are_up
    check_rest "$(front)" --cacert "$home/tls/ca.pem"
}
