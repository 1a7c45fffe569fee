package dev.statewave.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class KeyControllerTest {

    private final KeyController controller = new KeyController(null, null, Clock.systemUTC());

    @Test
    void largeBody_isNotReadByTheThreadThatReceivesIt() {
        byte[] large = ("{\"unknown\":\"" + "x".repeat(1_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(threadThatRefuses(controller.create(large, Access.FULL, null)))
                .startsWith("request-body");
        assertThat(threadThatRefuses(controller.rotate(
                        "a",
                        ("{\"grace_seconds\":-1,\"unknown\":\"" + "x".repeat(1_000_000) + "\"}")
                                .getBytes(StandardCharsets.UTF_8),
                        Access.FULL,
                        null)))
                .startsWith("request-body");
    }

    private static String threadThatRefuses(Mono<?> answer) {
        return answer.map(Object::toString)
                .onErrorResume(
                        ApiException.class,
                        refused -> Mono.just(
                                refused.status() == 422 ? Thread.currentThread().getName() : "?"))
                .block();
    }
}
