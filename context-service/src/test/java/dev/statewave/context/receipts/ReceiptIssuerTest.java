package dev.statewave.context.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.tenants.TenantRules;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.platform.policy.PolicyView;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.mock.MockProducerFactory;

class ReceiptIssuerTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123456789Z");
    private static final Caller ASKS = new Caller(true, "q", null, null, null, null);
    private static final Answered ANSWERED =
            new Answered("user:1", null, "ü", Instant.EPOCH, List.of(), null, "text ü", 3, PolicyView.OPEN, making());

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("receipts");
    private final ReceiptPublisher publisher = new ReceiptPublisher(new MockProducerFactory<>(() -> kafka), 9, breaker);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void receipt_hasEveryField_inCanonicalOrder() {
        Optional<String> id =
                order(issuer(false), ASKS).orElseThrow().issue(ANSWERED).block(Duration.ofSeconds(10));

        ReceiptIssued issued = ReceiptIssued.read(kafka.history().getFirst().value());
        assertThat(id).contains(issued.receiptId());
        assertThat(kafka.history().getFirst().key()).isEmpty();
        assertThat(issued.signature()).isNull();
        assertThat(issued.createdAt()).isEqualTo(Instant.parse("2026-11-30T12:00:00.123456Z"));
        assertThat(issued.body())
                .isEqualTo(("{'as_of':'1970-01-01T00:00:00Z','caller_id':null,'caller_type':null,"
                                + "'created_at':'2026-11-30T12:00:00.123456Z','mode':'retrieval',"
                                + "'output':{'canonicalization_version':1,"
                                + "'context_hash':'%s','context_size_bytes':7,'token_estimate':3},"
                                + "'parent_receipt_id':null,'policy':{'filters_applied':[],'filters_skipped':[],"
                                + "'mode':'log_only','policy_bundle_hash':null},"
                                + "'policy_snapshot':{'bundle_hash':null,'bundle_yaml':null,"
                                + "'captured_at':'1970-01-01T00:00:00Z'},'query_id':'q','ranking':{'embedding_model':'m','version':'r-1'},'receipt_id':'%s',"
                                + "'receipt_signature_algorithm':null,'receipt_signature_key_id':null,'region':'eu',"
                                + "'selected_entries':[],'subject_id':'user:1','task':'ü','task_id':null,"
                                + "'tenant_id':null}")
                        .formatted(Sha256.hex("text ü"), issued.receiptId())
                        .replace('\'', '"'));
        assertThat(Json.tree(issued.body()).isObject()).isTrue();
    }

    @Test
    void nobodyAsks_orReceiptsAreDisabled_andNoneIsWritten() {
        assertThat(order(issuer(false), new Caller(false, null, null, null, null, null)))
                .isEmpty();
        assertThat(order(issuer(true), ASKS)).isEmpty();
    }

    @Test
    void kafkaIsAway_andTheAnswerIsNone_andNoError() {
        breaker.transitionToOpenState();

        assertThat(order(issuer(false), ASKS).orElseThrow().issue(ANSWERED).block(Duration.ofSeconds(10)))
                .isEmpty();
        assertThat(metrics.get("statewave.receipts.lost").counter().count()).isOne();
    }

    private static Making making() {
        return new Making("r-1", "m", Json.object().put("max_tokens", 9), List.of(), null);
    }

    @Test
    void tenantThatNamesNoKey_andWhoHasNoTenant_isSignedByTheKeyOfTheSetting() {
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        var settings = new ReceiptSettings(false, "{\"k\":\"%s\"}".formatted(secret), "k", "eu");

        order(issuer(settings), ASKS).orElseThrow().issue(ANSWERED).block(Duration.ofSeconds(10));

        ReceiptIssued issued = ReceiptIssued.read(kafka.history().getFirst().value());
        assertThat(issued.signature())
                .isEqualTo(settings.keys().find("k").orElseThrow().sign(issued.body()));
        assertThat(issued.request()).isEqualTo("{\"max_tokens\":9}");
    }

    private static Optional<ReceiptIssuer.Order> order(ReceiptIssuer issuer, Caller caller) {
        return issuer.order(TenantRules.DEFAULT, caller);
    }

    private ReceiptIssuer issuer(boolean disabled) {
        return issuer(new ReceiptSettings(disabled, "", "", "eu"));
    }

    private ReceiptIssuer issuer(ReceiptSettings settings) {
        return new ReceiptIssuer(
                settings, settings.keys(), new ReceiptIds(), publisher, Clock.fixed(NOW, ZoneOffset.UTC), metrics);
    }
}
