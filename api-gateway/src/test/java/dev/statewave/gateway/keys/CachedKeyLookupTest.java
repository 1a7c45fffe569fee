package dev.statewave.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.rest.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CachedKeyLookupTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();
    private final Map<String, ApiKey> stored = new HashMap<>();
    private boolean away;
    private final CachedKeyLookup keys = new CachedKeyLookup(
            id -> {
                lookups.incrementAndGet();
                return away ? Mono.error(new IllegalStateException("away")) : Mono.justOrEmpty(stored.get(id));
            },
            nanos::get);

    @Test
    void key_isLookedUpOnceInFiveSeconds() {
        stored.put("a", key("a"));
        keys.find("a").block();
        pass(Duration.ofMillis(4_999));

        assertThat(keys.find("a").block()).isSameAs(stored.get("a"));
        assertThat(lookups).hasValue(1);
    }

    @Test
    void change_isSeenAfterFiveSeconds() {
        stored.put("a", key("a"));
        keys.find("a").block();
        stored.put("a", key("a"));
        pass(Duration.ofSeconds(5));

        assertThat(keys.find("a").block()).isSameAs(stored.get("a"));
    }

    @Test
    void unknownKey_isLookedUpOnceInFiveSeconds() {
        assertThat(keys.find("a").blockOptional()).isEmpty();
        assertThat(keys.find("a").blockOptional()).isEmpty();
        assertThat(lookups).hasValue(1);
        stored.put("a", key("a"));
        pass(Duration.ofSeconds(5));

        assertThat(keys.find("a").block()).isNotNull();
    }

    @Test
    void knownKey_goesOnForFiveMinutesWithoutTheDatabase() {
        stored.put("a", key("a"));
        keys.find("a").block();
        away = true;
        pass(Duration.ofSeconds(299));
        assertThat(keys.find("a").block()).isNotNull();
        pass(Duration.ofSeconds(1));

        assertThatThrownBy(() -> keys.find("a").block()).isInstanceOfSatisfying(ApiException.class, failure -> {
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.retryAfterSeconds()).isPositive();
        });
    }

    @Test
    void databaseThatIsAway_isAskedOnceInASecond() {
        away = true;
        for (int i = 0; i < 10; i++) {
            String id = "a" + i;
            assertThatThrownBy(() -> keys.find(id).block()).isInstanceOf(ApiException.class);
        }
        assertThat(lookups).hasValue(1);
        away = false;
        stored.put("b", key("b"));
        pass(Duration.ofSeconds(1));

        assertThat(keys.find("b").block()).isNotNull();
    }

    @Test
    void forgottenKey_isLookedUpAgain() {
        stored.put("a", key("a"));
        keys.find("a").block();
        keys.forget("a");
        keys.find("a").block();

        assertThat(lookups).hasValue(2);
    }

    @Test
    void lookups_areSharedAndBounded() {
        Sinks.Empty<ApiKey> never = Sinks.empty();
        var asked = new AtomicInteger();
        var slow = new CachedKeyLookup(
                id -> {
                    asked.incrementAndGet();
                    return never.asMono();
                },
                nanos::get);
        for (int i = 0; i < CachedKeyLookup.MAX_LOOKUPS; i++) {
            slow.find("a" + i).subscribe();
            slow.find("a" + i).subscribe();
        }

        assertThatThrownBy(() -> slow.find("one more").block(Duration.ofMillis(100)))
                .isInstanceOfSatisfying(ApiException.class, failure -> assertThat(failure.code())
                        .isEqualTo("overloaded"));
        assertThat(asked).hasValue(CachedKeyLookup.MAX_LOOKUPS);
        never.tryEmitEmpty();
        assertThat(slow.find("one more").blockOptional(Duration.ofMillis(100))).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static ApiKey key(String id) {
        return new ApiKey(
                id, "name", null, Set.of(Scope.READ), null, new byte[32], null, null, Instant.EPOCH, null, null, null);
    }
}
