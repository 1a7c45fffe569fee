package dev.statewave.contract.sizing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an operation uses, and what is measured of it. */
public enum Resource {
    GATEWAY_CPU("processor-seconds", "process_cpu_time_ns_total of the api-gateway"),
    INGEST_CPU("processor-seconds", "process_cpu_time_ns_total of the ingest-service"),
    WORKER_CPU("processor-seconds", "process_cpu_time_ns_total of the compile-worker"),
    EMBEDDER_CPU("processor-seconds", "process_cpu_time_ns_total of the compile-worker with the role embedder"),
    CONTEXT_CPU("processor-seconds", "process_cpu_time_ns_total of the context-service"),
    DISPATCHER_CPU("processor-seconds", "process_cpu_time_ns_total of the webhook-dispatcher"),
    BROKER_CPU("processor-seconds", "processor time of the process of the broker, of the operating system"),
    POSTGRES_CPU("processor-seconds", "processor time of PostgreSQL and its children, of the operating system"),
    TABLE_BYTES("bytes", "statewave_postgres_table_size_bytes{part=\"rows\"}"),
    INDEX_BYTES("bytes", "statewave_postgres_table_size_bytes{part=\"indexes\"}"),
    WAL_BYTES("bytes", "pg_current_wal_lsn() of PostgreSQL"),
    KAFKA_BYTES("bytes", "size of the folders of the topics of the broker"),
    MEMORY_ROWS("rows", "statewave_postgres_table_rows{table=\"memories\",state=\"live\"}"),
    REQUEST_BYTES("bytes", "bodies of requests at the api-gateway"),
    RESPONSE_BYTES("bytes", "bodies of responses of the api-gateway");

    private final String unit;
    private final String metric;

    Resource(String unit, String metric) {
        this.unit = unit;
        this.metric = metric;
    }

    public String unit() {
        return unit;
    }

    /** Where to see it on a running system. */
    public String metric() {
        return metric;
    }

    /** Its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The processor time of a role. */
    public static Resource cpu(Role role) {
        return valueOf(role.name() + "_CPU");
    }

    /** Of all roles, in their order. */
    public static List<Resource> cpus() {
        return Arrays.stream(Role.values()).map(Resource::cpu).toList();
    }

    /** @throws IllegalArgumentException where there is none of that name */
    public static Resource of(String key) {
        return Arrays.stream(values())
                .filter(resource -> resource.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no resource " + key));
    }
}
