package dev.statewave.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.rest.ApiException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AuthenticationTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final ApiKeyToken text = ApiKeyToken.random(random);
    private final AtomicInteger lookups = new AtomicInteger();

    @Test
    void singleKey_mayDoEverything() {
        assertThat(of(null).of("one").block().scopes()).isEqualTo(EnumSet.allOf(Scope.class));
        assertThat(lookups).hasValue(0);
    }

    @Test
    void issuedKey_isTakenBesideIt() {
        assertThat(of(key(text.hash(), null, null, null, null))
                        .of(text.text())
                        .block()
                        .keyId())
                .isEqualTo(text.id());
    }

    @Test
    void wrongSecret_isRefused() {
        refused(key(ApiKeyToken.random(random).hash(), null, null, null, null), text.text());
    }

    @Test
    void textThatIsNoKey_isNotLookedUp() {
        for (String malformed : new String[] {
            "x",
            "swk_",
            text.text() + "x",
            text.text().replace("swk", "SWK"),
            text.text().substring(1),
            "swk_" + "A".repeat(12) + "_" + "a".repeat(43),
            text.text() + "\n"
        }) {
            refused(key(text.hash(), null, null, null, null), malformed);
        }
        assertThat(lookups).hasValue(0);
    }

    @Test
    void expiredAndRevokedKeys_areRefused() {
        refused(key(text.hash(), null, null, NOW, null), text.text());
        refused(key(text.hash(), null, null, null, NOW), text.text());
        assertThat(of(key(text.hash(), null, null, NOW.plusMillis(1), null))
                        .of(text.text())
                        .block())
                .isNotNull();
    }

    @Test
    void secretOfBefore_isTakenForItsGrace() {
        byte[] other = ApiKeyToken.random(random).hash();
        assertThat(of(key(other, text.hash(), NOW.plusMillis(1), null, null))
                        .of(text.text())
                        .block())
                .isNotNull();
        refused(key(other, text.hash(), NOW, null, null), text.text());
    }

    @Test
    void key_isThirtyTwoRandomBytesAndDoesNotShowThem() {
        assertThat(text.text()).matches("swk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");
        assertThat(ApiKeyToken.parse(text.text())).isEqualTo(text);
        assertThat(text.toString()).doesNotContain(text.secret());
        assertThat(text.hash())
                .hasSize(32)
                .isNotEqualTo(ApiKeyToken.rotated(text.id(), random).hash());
    }

    @Test
    void issuedKeysAlone_alsoCloseTheDoor() {
        assertThat(new Authentication("", false, id -> Mono.empty(), Clock.systemUTC()).required())
                .isFalse();
        assertThat(new Authentication("", true, id -> Mono.empty(), Clock.systemUTC()).required())
                .isTrue();
        assertThatThrownBy(() -> new Authentication("", true, id -> Mono.empty(), Clock.systemUTC())
                        .of("")
                        .block())
                .isInstanceOf(ApiException.class);
    }

    private void refused(ApiKey key, String given) {
        assertThatThrownBy(() -> of(key).of(given).block()).isInstanceOfSatisfying(ApiException.class, failure -> {
            assertThat(failure.status()).isEqualTo(403);
            assertThat(failure.code()).isEqualTo("invalid_api_key");
        });
    }

    private Authentication of(ApiKey key) {
        return new Authentication(
                "one",
                false,
                id -> {
                    lookups.incrementAndGet();
                    return Mono.justOrEmpty(key);
                },
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private ApiKey key(byte[] hash, byte[] previous, Instant previousUntil, Instant expires, Instant revoked) {
        return new ApiKey(
                text.id(),
                "name",
                null,
                Set.of(Scope.READ),
                null,
                hash,
                previous,
                previousUntil,
                Instant.EPOCH,
                null,
                expires,
                revoked);
    }
}
