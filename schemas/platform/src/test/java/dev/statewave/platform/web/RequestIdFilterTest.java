package dev.statewave.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestIdFilterTest {

    @Test
    void givenId_isKept() {
        assertThat(RequestIdFilter.idOf("order 66/ä")).isEqualTo("order 66/ä");
    }

    @Test
    void noId_becomesSixteenHexadecimalDigits() {
        assertThat(RequestIdFilter.idOf(null)).matches("[0-9a-f]{16}").isNotEqualTo(RequestIdFilter.idOf(null));
        assertThat(RequestIdFilter.idOf(" ")).matches("[0-9a-f]{16}");
    }

    @Test
    void longId_isCut() {
        assertThat(RequestIdFilter.idOf("x".repeat(500))).hasSize(200);
    }
}
