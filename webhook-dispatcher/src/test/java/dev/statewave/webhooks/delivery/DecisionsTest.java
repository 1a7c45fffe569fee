package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.json.Json;
import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.PublicAddresses;
import dev.statewave.webhooks.sending.RetryAfter;
import dev.statewave.webhooks.sending.SigningSecret;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionsTest {

    /** The example of the Standard Webhooks specification's own libraries. */
    @Test
    void signature_isTheSpecifications() {
        var secret = SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(secret.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%"})
    void weakOrMalformedSecret_isRefused(String secret) {
        assertThatThrownBy(() -> SigningSecret.parse(secret)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "200,DELIVERED",
        "204,DELIVERED",
        "301,PERMANENT",
        "307,PERMANENT",
        "400,PERMANENT",
        "401,PERMANENT",
        "404,PERMANENT",
        "410,PERMANENT",
        "408,RETRY",
        "425,RETRY",
        "429,RETRY",
        "500,RETRY",
        "502,RETRY",
        "503,RETRY"
    })
    void status_decidesWhatFollows(int status, Outcome.Verdict verdict) {
        assertThat(Outcome.answered(status, "why", null).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"1,0,15", "1,1,45", "2,0.5,120", "3,0.5,480", "4,0.5,1920"})
    void waits_growFourfoldWithinTheirBounds(int attempt, double random, long seconds) {
        assertThat(new RetrySchedule(Duration.ofSeconds(30), () -> random).after(attempt, null))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void receiversWish_isHeardWhereItIsLonger_upToAnHour() {
        var schedule = new RetrySchedule(Duration.ofSeconds(30), () -> 0.5);

        assertThat(schedule.after(1, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(30));
        assertThat(schedule.after(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(schedule.after(1, Duration.ofDays(9))).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "120,120",
        "' 7 ',7",
        "999999999,999999999",
        "'Fri, 02 Jan 2026 03:05:05 GMT',60",
        "'Fri, 02 Jan 2026 00:00:00 GMT',0",
        "soon,",
        "-1,"
    })
    void retryAfter_isReadAsSecondsOrAsTime(String value, Long seconds) {
        assertThat(RetryAfter.parse(new BasicHeader("Retry-After", value), Instant.parse("2026-01-02T03:04:05Z")))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001:db8::1",
                "2002:a9fe:a9fe::",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "::a9fe:a9fe",
                "::ffff:0:a9fe:a9fe",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "168.63.129.16",
                "192.31.196.1",
                "100:0:0:1::1",
                "2620:4f:8000::1"
            })
    void specialAddress_isNotPublic(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    void ordinaryAddress_isPublic(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void allowedTargets_areConnectedToBesidesPublicOnes() throws Exception {
        var addresses = PublicAddresses.allowing("127.0.0.0/30, Localhost");

        assertThat(addresses.resolve("127.0.0.1")).hasSize(1);
        assertThat(addresses.resolve("localhost")).isNotEmpty();
        for (String host :
                new String[] {"127.0.0.9", "0.0.0.0", "2130706441", "0x7f000009", "[::1]", "[::ffff:10.0.0.1]"}) {
            assertThatThrownBy(() -> addresses.resolve(host))
                    .as(host)
                    .isInstanceOf(java.net.UnknownHostException.class);
        }
    }

    @Test
    void body_isWhatTheContractSays() {
        Delivery delivery = Delivery.of(
                UUID.randomUUID(),
                "episode.created",
                null,
                "u",
                Instant.parse("2026-01-02T03:04:05Z"),
                Json.object().put("id", "x"));

        assertThat(delivery.body())
                .isEqualTo("{\"event\":\"episode.created\",\"timestamp\":\"2026-01-02T03:04:05.000000+00:00\","
                        + "\"data\":{\"id\":\"x\"}}");
        assertThat(delivery.next().body()).isEqualTo(delivery.body());
    }
}
