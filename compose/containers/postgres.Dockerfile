# PostgreSQL with pgvector, and nothing that is not in Debian.
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-common \
    && printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.conf \
    && apt-get install -y --no-install-recommends postgresql-17 postgresql-17-pgvector && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres /var/lib/statewave-postgres
COPY compose/containers/postgres-run /usr/local/bin/postgres-run
USER postgres
VOLUME /var/lib/statewave-postgres
ENTRYPOINT ["/usr/local/bin/postgres-run"]
