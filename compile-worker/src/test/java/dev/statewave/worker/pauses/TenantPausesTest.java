package dev.statewave.worker.pauses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.pauses.RecordPlace;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.TestWorker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of a paused tenant wait, each in its place, and are sent again as they were. */
class TenantPausesTest {

    private final TestWorker worker = new TestWorker();
    private final String tenant = "t-" + UUID.randomUUID();
    private final String topic = "topic-" + UUID.randomUUID();
    private final List<String> handled = new ArrayList<>();
    /** As of a process that starts at this moment, once the first record is handled. */
    private final TenantPauses pauses = worker.bean(TenantPauses.class);

    private final RecordHandler handler = pauses.holding(
            ConsumerRole.EMBEDDER,
            record -> new RecordPlace(record.key(), text(record.value()), "", record.offset(), null),
            record -> handled.add(record.key() + " " + text(record.value())));

    @AfterEach
    void close() {
        resume();
        pauses.stop();
        worker.close();
    }

    @Test
    void record_ofAPausedTenant_isHeld_andThoseOfOthersAreHandled() throws Exception {
        pause();

        handler.handle(record(tenant, "a"));
        handler.handle(record("other", "b"));

        assertThat(handled).containsExactly("other b");
        assertThat(held()).isEqualTo(1);
        assertThat(pauses.paused(tenant, ConsumerRole.COMPILER)).isFalse();
    }

    @Test
    void heldRecords_areSentAgainInTheirOrder_onceThePauseHasEnded() throws Exception {
        pause();
        handler.handle(record(tenant, "a"));
        handler.handle(record(tenant, "b"));
        // Stands for the first one of its place, and behind the other.
        handler.handle(record(tenant, "a", 8));
        // Of a process that has not heard of the end of an earlier pause: it must not stand for a later one.
        handler.handle(record(tenant, "b", -1));
        assertThat(held()).isEqualTo(2);
        resume();

        pauses.start();

        List<ProducerRecord<String, byte[]>> sent = worker.sent(topic);
        assertThat(sent).extracting(record -> text(record.value())).containsExactly("b", "a");
        assertThat(sent)
                .extracting(record -> text(record.headers().lastHeader("n").value()))
                .containsExactly("7", "8");
        assertThat(sent.getFirst().key()).isEqualTo(tenant);
        assertThat(text(sent.getFirst().headers().lastHeader("h").value())).isEqualTo("\0ü");
        assertThat(held()).isZero();
    }

    @Test
    void heldRecords_stay_whileTheTenantIsPaused() throws Exception {
        pause();
        handler.handle(record(tenant, "a"));

        pauses.start();

        assertThat(worker.sent(topic)).isEmpty();
        assertThat(held()).isEqualTo(1);
    }

    private ConsumerRecord<String, byte[]> record(String key, String value) {
        return record(key, value, 7);
    }

    private ConsumerRecord<String, byte[]> record(String key, String value, long offset) {
        var record = new ConsumerRecord<>(topic, 0, offset, key, value.getBytes(StandardCharsets.UTF_8));
        record.headers().add("n", String.valueOf(offset).getBytes(StandardCharsets.UTF_8));
        record.headers().add("h", "\0ü".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void pause() {
        update("INSERT INTO tenant_pauses (tenant_id, role, actor) VALUES (:tenant, 'embedder', 'a')");
    }

    private void resume() {
        update("DELETE FROM tenant_pauses WHERE tenant_id = :tenant");
    }

    private void update(String sql) {
        worker.database().transactions().run(TenantScope.ALL, () -> worker.database()
                .client()
                .sql(sql)
                .param("tenant", tenant)
                .update());
    }

    private long held() {
        return worker.database().transactions().in(TenantScope.ALL, () -> worker.database()
                .client()
                .sql("SELECT count(*) FROM held_records WHERE tenant_id = :tenant")
                .param("tenant", tenant)
                .query(Long.class)
                .single());
    }
}
