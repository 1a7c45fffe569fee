package dev.statewave.webhooks.relay;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.util.Properties;
import java.util.UUID;

/** The settings of the Debezium engine. */
final class DebeziumProperties {

    private DebeziumProperties() {}

    static Properties of(DatabaseUrl url, int pollMs) {
        var config = new Properties();
        config.put("name", "statewave-events");
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("topic.prefix", "statewave");
        config.putAll(url.debezium());
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", StatewaveEvent.REPLICATION_SLOT);
        config.put("publication.name", StatewaveEvent.PUBLICATION);
        config.put("publication.autocreate.mode", "disabled");
        config.put("snapshot.mode", "no_data");
        // The publication has no table, so none is read.
        config.put("table.include.list", "statewave\\.nothing");
        config.put("message.prefix.include.list", StatewaveEvent.WAL_PREFIX);
        // The slot itself holds the position, so offsets are not stored elsewhere.
        config.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        config.put("offset.flush.interval.ms", "1000");
        config.put("poll.interval.ms", String.valueOf(pollMs));
        // Without heartbeats the slot of an idle database would hold its log back. They are transactional, or the
        // position would not move.
        config.put("heartbeat.interval.ms", "5000");
        config.put("heartbeat.action.query", "SELECT pg_logical_emit_message(true, 'statewave-heartbeat', '')");
        // An engine registers its metrics under this tag, and waits for up to a minute while another engine of the
        // process still uses it.
        config.put("custom.metric.tags", "engine=" + UUID.randomUUID());
        // A failure ends the engine; EventRelay decides when to restart it.
        config.put("slot.max.retries", "1");
        config.put("slot.retry.delay.ms", "1000");
        config.put("errors.max.retries", "0");
        config.put("task.management.timeout.ms", "10000");
        return config;
    }
}
