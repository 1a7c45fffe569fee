package dev.statewave.worker.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.receipts.ReceiptChain;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.store.SubjectLocks;
import dev.statewave.worker.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptListenerTest {

    private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");
    private static final String HASHES =
            "SELECT string_agg(coalesce(prev_hash, '-') || '>' || hash, ' ' ORDER BY receipt_id) FROM receipts"
                    + " WHERE tenant_id = ?";

    private final TestDatabase database = TestDatabase.get();
    private final ReceiptListener listener = new ReceiptListener(
            new ReceiptRepository(database.client(), database.transactions(), SubjectLocks.of(database)));
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "receipts-" + run;

    @Test
    void receipts_areStoredAsTheyCame_andChainedByTenant() {
        String foreign = tenant + "-other";
        listener.handle(List.of(
                record(tenant, receipt("1", "{\"a\" : 1}", "s")),
                record(foreign, receipt("9", "{}", null)),
                record(tenant, receipt("2", "{\"a\":\"ü\"}", null))));
        listener.handle(List.of(record(tenant, receipt("3", "{}", null))));

        String first = ReceiptChain.hash(null, "{\"a\" : 1}");
        String second = ReceiptChain.hash(first, "{\"a\":\"ü\"}");
        String third = ReceiptChain.hash(second, "{}");
        assertThat(database.text(HASHES, tenant))
                .isEqualTo("->%s %s>%s %s>%s".formatted(first, first, second, second, third));
        assertThat(database.text(HASHES, foreign)).isEqualTo("->" + ReceiptChain.hash(null, "{}"));
        assertThat(database.text("SELECT body || signature FROM receipts WHERE receipt_id = ?", run + "1"))
                .isEqualTo("{\"a\" : 1}s");
    }

    @Test
    void hash_isThatOfThePreviousOneAndTheBody() {
        // printf 'abc\n{}' | sha256sum
        assertThat(ReceiptChain.hash("abc", "{}"))
                .isEqualTo("b4157e40dd21db67528800eb46fe6641eaa5e321734b6890e43e9ce6ed37d91b");
        assertThat(ReceiptChain.hash(null, "{}")).isNotEqualTo(ReceiptChain.hash("abc", "{}"));
    }

    @Test
    void repeat_changesNothing() {
        var records = List.of(record(tenant, receipt("1", "{}", null)), record(tenant, receipt("2", "{}", null)));
        listener.handle(records);
        String stored = database.text(HASHES, tenant);

        listener.handle(records);
        listener.handle(records.subList(1, 2));

        assertThat(database.text(HASHES, tenant)).isEqualTo(stored);
    }

    @Test
    void receiptOfASubjectThatWasErasedSince_isNotStored_andOneOfLaterIs() {
        database.update(
                "INSERT INTO receipt_erasures VALUES (sha256(convert_to(?, 'UTF8')), ?, ?::timestamptz)",
                tenant + "/user:1",
                tenant,
                AT.toString());

        listener.handle(List.of(record(tenant, receipt("1", "{}", null))));
        assertThat(count()).isZero();

        listener.handle(List.of(record(tenant, new ReceiptIssued(run + "2", "user:1", AT.plusMillis(1), "{}", null))));
        assertThat(count()).isOne();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "nonsense",
                "null",
                "{}",
                "{\"receipt_id\":\"1\",\"subject_id\":\"s\",\"body\":\"{}\"}",
                "{\"receipt_id\":\"1\",\"subject_id\":\"\",\"created_at\":\"2026-01-01T00:00:00Z\",\"body\":\"{}\"}",
                "{\"receipt_id\":\"1\",\"subject_id\":\"s\",\"created_at\":\"2026-01-01T00:00:00Z\",\"body\":null}"
            })
    void whatIsNoReceipt_isInvalid(String value) {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> listener.handle(List.of(new ConsumerRecord<>(Topics.RECEIPTS, 0, 0, tenant, bytes))))
                .isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void unreadableOne_leavesTheOthersOfItsBatchUnstored() {
        assertThatThrownBy(() -> listener.handle(List.of(
                        record(tenant, receipt("1", "{}", null)),
                        new ConsumerRecord<>(Topics.RECEIPTS, 0, 0, null, new byte[0]))))
                .isInstanceOf(InvalidRecordException.class);
        assertThat(count()).isZero();
    }

    private long count() {
        return database.count("SELECT count(*) FROM receipts WHERE tenant_id = ?", tenant);
    }

    private ReceiptIssued receipt(String id, String body, String signature) {
        return new ReceiptIssued(run + id, "user:1", AT, body, signature);
    }

    private static ConsumerRecord<String, byte[]> record(String key, ReceiptIssued receipt) {
        return new ConsumerRecord<>(Topics.RECEIPTS, 0, 0, key, receipt.bytes());
    }
}
