package dev.statewave.context.receipts;

import dev.statewave.context.receipts.recipe.Recipe;
import dev.statewave.context.receipts.signing.SigningKey;
import dev.statewave.context.receipts.signing.SigningKeys;
import dev.statewave.context.tenants.TenantRules;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.receipts.CanonicalJson;
import dev.statewave.contract.receipts.ReceiptIssued;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Decides whether an answer gets a receipt, and writes it. An answer never fails for its receipt. */
@Component
public class ReceiptIssuer {

    /** What receipts call a replay. */
    public static final String REPLAY = "as_of_replay";

    private static final String RETRIEVAL = "retrieval";
    private static final Logger log = LoggerFactory.getLogger(ReceiptIssuer.class);

    private final ReceiptSettings settings;
    private final SigningKeys keys;
    private final ReceiptIds ids;
    private final ReceiptPublisher publisher;
    private final Clock clock;
    private final Counter lost;

    ReceiptIssuer(
            ReceiptSettings settings,
            SigningKeys keys,
            ReceiptIds ids,
            ReceiptPublisher publisher,
            Clock clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.publisher = publisher;
        this.clock = clock;
        this.lost = Counter.builder("statewave.receipts.lost")
                .description("Receipts that did not reach Kafka")
                .register(metrics);
    }

    /** A receipt that is to be written once there is an answer. */
    public final class Order {

        private final String mode;
        private final TenantRules rules;
        private final Caller caller;

        private Order(String mode, TenantRules rules, Caller caller) {
            this.mode = mode;
            this.rules = rules;
            this.caller = caller;
        }

        /** The id of the receipt, once Kafka has it; empty where Kafka did not take it in time. Never an error. */
        public Mono<Optional<String>> issue(Answered answered) {
            return write(answered).map(written -> written.map(ReceiptIssued::receiptId));
        }

        /** As {@link #issue}, with all of it. */
        public Mono<Optional<ReceiptIssued>> write(Answered answered) {
            return Mono.defer(() -> {
                        ReceiptIssued receipt = receipt(mode, answered, caller, rules);
                        return publisher
                                .publish(Objects.requireNonNullElse(answered.tenant(), ""), receipt)
                                .thenReturn(Optional.of(receipt));
                    })
                    .onErrorResume(failure -> {
                        lost.increment();
                        log.warn(
                                "A receipt was not written: tenant={} subject={} reason={}",
                                answered.tenant(),
                                answered.subject(),
                                failure.toString());
                        return Mono.just(Optional.empty());
                    });
        }
    }

    /** Empty where no receipt is to be written. */
    public Optional<Order> order(TenantRules rules, Caller caller) {
        return !settings.receiptsDisabled() && rules.emission().emits(caller.emitReceipt())
                ? Optional.of(new Order(RETRIEVAL, rules, caller))
                : Optional.empty();
    }

    /** As {@link #order}, for an answer that was given before. */
    public Optional<Order> replay(TenantRules rules, Caller caller) {
        return !settings.receiptsDisabled() && rules.emission().emits(true)
                ? Optional.of(new Order(REPLAY, rules, caller))
                : Optional.empty();
    }

    private ReceiptIssued receipt(String mode, Answered answered, Caller caller, TenantRules rules) {
        Instant now = WireTime.micros(clock.instant());
        String id = ids.next(now);
        SigningKey key = signingKey(rules);
        var body = ReceiptBody.of(id, mode, now, answered, caller, settings.region(), key);
        String text = CanonicalJson.text(Json.MAPPER.valueToTree(body));
        return new ReceiptIssued(
                id,
                answered.subject(),
                now,
                text,
                key == null ? null : key.sign(text),
                answered.making().request().toString(),
                Recipe.of(answered.text(), answered.making().sources()).json());
    }

    private @Nullable SigningKey signingKey(TenantRules rules) {
        String own = rules.signingKeyId();
        String id = own == null || own.isEmpty() ? settings.receiptSigningKeyId() : own;
        if (id.isEmpty()) {
            return null;
        }
        Optional<SigningKey> key = keys.find(id);
        if (key.isEmpty()) {
            log.warn("A receipt is not signed, for STATEWAVE_RECEIPT_SIGNING_KEYS has no key {}", id);
        }
        return key.orElse(null);
    }
}
