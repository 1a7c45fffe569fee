package dev.statewave.local.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogEncoderTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void json_isWrittenWithoutTheEnvironmentOfADeployable() {
        JsonNode line = JsonMapper.shared().readTree(encode("json"));

        assertThat(line.path("message").asString()).isEqualTo("one\n\"two\"");
        assertThat(line.path("request_id").asString()).isEqualTo("r-1");
        assertThat(line.path("level").asString()).isEqualTo("WARN");
    }

    @Test
    void text_andWhatIsNoFormat_goByThePattern() {
        assertThat(encode("text")).isEqualTo("WARN one\n\"two\"");
        assertThat(encode("xml")).isEqualTo("WARN one\n\"two\"");
    }

    private String encode(String format) {
        var encoder = new LogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.setPattern("%level %msg");
        encoder.start();
        var event = new LoggingEvent("", context.getLogger("test"), Level.WARN, "one\n\"two\"", null, null);
        event.setMDCPropertyMap(Map.of("request_id", "r-1"));
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
