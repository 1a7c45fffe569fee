package dev.statewave.gateway.residency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class TenantResidencyTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();

    private TenantResidency serving(String region, Mono<RegionPin> stored) {
        return new TenantResidency(
                region,
                tenant -> {
                    lookups.incrementAndGet();
                    return stored;
                },
                nanos::get);
    }

    @Test
    void tenantOfThisRegionOrOfNone_isServed() {
        assertThat(serving("eu", Mono.just(new RegionPin(true, "eu")))
                        .allows("a")
                        .block())
                .isTrue();
        assertThat(serving("eu", Mono.just(RegionPin.NONE)).allows("a").block()).isTrue();
    }

    @Test
    void tenantOfAnotherRegion_isRefused_alsoByCase() {
        assertThat(serving("eu", Mono.just(new RegionPin(true, "us")))
                        .allows("a")
                        .block())
                .isFalse();
        assertThat(serving("eu", Mono.just(new RegionPin(true, "EU")))
                        .allows("a")
                        .block())
                .isFalse();
    }

    @Test
    void pinThatIsNoText_isRefused() {
        assertThat(serving("eu", Mono.just(new RegionPin(true, null)))
                        .allows("a")
                        .block())
                .isFalse();
    }

    @Test
    void withoutARegion_nothingIsLookedUp() {
        assertThat(serving("", Mono.just(new RegionPin(true, "us"))).allows("a").block())
                .isTrue();
        assertThat(lookups).hasValue(0);
    }

    @Test
    void failedLookUp_servesTheTenant_andIsNotRepeatedAtOnce() {
        TenantResidency residency = serving("eu", Mono.error(new IllegalStateException("away")));

        assertThat(residency.allows("a").block()).isTrue();
        assertThat(residency.allows("b").block()).isTrue();
        assertThat(lookups).hasValue(1);
    }

    @Test
    void pin_isLookedUpAgainOnceItIsOld() {
        TenantResidency residency = serving("eu", Mono.just(RegionPin.NONE));
        residency.allows("a").block();
        residency.allows("a").block();
        assertThat(lookups).hasValue(1);

        nanos.addAndGet(TenantResidency.FRESH.toNanos() + TimeUnit.SECONDS.toNanos(1));
        residency.allows("a").block();
        assertThat(lookups).hasValue(2);
    }
}
