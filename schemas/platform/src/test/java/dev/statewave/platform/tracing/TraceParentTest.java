package dev.statewave.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void aValue_isRead_andWrittenAgain(String flags) {
        String value = "00-" + TRACE + "-" + SPAN + "-" + flags;

        assertThat(TraceParent.isValid(value)).isTrue();
        assertThat(TraceParent.read(value).isSampled()).isEqualTo(flags.equals("01"));
        assertThat(TraceParent.format(TraceParent.read(value))).isEqualTo(value);
    }

    @Test
    void aLaterVersion_isReadAsFarAsItIsKnown() {
        assertThat(TraceParent.read("cc-" + TRACE + "-" + SPAN + "-01-what-comes")
                        .getTraceId())
                .isEqualTo(TRACE);
    }

    static Stream<String> hostile() {
        return Stream.of(
                "",
                " ",
                "\0",
                "-",
                "---",
                "00",
                "00-",
                TRACE,
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-",
                "00-" + TRACE + "-" + SPAN + "-0",
                "00-" + TRACE + "-" + SPAN + "-zz",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "00-" + TRACE + "-" + SPAN + "-01 ",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "0-" + TRACE + "-" + SPAN + "-01",
                "00-" + "0".repeat(32) + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                "00-" + TRACE.toUpperCase() + "-" + SPAN + "-01",
                "00-" + TRACE.substring(1) + "g-" + SPAN + "-01",
                "00_" + TRACE + "_" + SPAN + "_01",
                "00-" + TRACE + "-" + SPAN + "-01\r\nX-Evil: 1",
                "00-" + "\u0664".repeat(32) + "-" + SPAN + "-01",
                "\uD83D\uDE00".repeat(28),
                "00-" + TRACE + "-" + SPAN + "-01," + "00-" + TRACE + "-" + SPAN + "-01",
                "{\"trace\":\"" + TRACE + "\"}",
                "0".repeat(55),
                "00-" + "a".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anythingElse_countsAsAbsent(String value) {
        assertThat(TraceParent.isValid(value)).isFalse();
        assertThat(TraceParent.read(value).isValid()).isFalse();
    }

    @Test
    void none_isNone() {
        assertThat(TraceParent.isValid(null)).isFalse();
    }
}
