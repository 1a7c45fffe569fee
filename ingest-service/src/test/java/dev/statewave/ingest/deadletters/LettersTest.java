package dev.statewave.ingest.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.ingest.deadletters.FailedJobRepository.JobPlace;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettersTest {

    @Test
    void ids_areReadAsTheyAreWritten() {
        var place = new LetterPlace("statewave.subject-log.dlt", 3, 12);

        assertThat(place.id()).isEqualTo("statewave.subject-log.dlt-3-12");
        assertThat(LetterPlace.parse(place.id())).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a", "a-1", "-1-1", "a-1-x", "a-1--1", "a-01-1", "a-1-99999999999999999999"})
    void textsThatAreNoIds_areNone(String id) {
        assertThat(LetterPlace.parse(id)).isNull();
    }

    @Test
    void origins_areReadFromTheirEnd() {
        assertThat(LetterOrigin.parse("statewave.webhooks.retry-4-0@17"))
                .isEqualTo(new LetterOrigin("statewave.webhooks.retry-4", 0));
        assertThat(LetterOrigin.parse("unknown")).isNull();
        assertThat(LetterOrigin.parse("a@1")).isNull();
        assertThat(LetterOrigin.parse(null)).isNull();
    }

    @Test
    void cursors_areReadAsTheyAreWritten() {
        var record = LetterCursor.of(new LetterPlace("statewave.embed.dlt", 0, 7));
        var job = LetterCursor.of(new JobPlace(1_780_000_000_000_000L, "a/b"));

        assertThat(LetterCursor.parse(record.encoded())).isEqualTo(record);
        assertThat(LetterCursor.parse(job.encoded())).isEqualTo(job);
        assertThatThrownBy(() -> LetterCursor.parse("AAAA")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> LetterCursor.parse("%")).isInstanceOf(ApiException.class);
    }

    @Test
    void values_areTextWhereTheyCanBe_andCutBetweenCharacters() {
        byte[] text = "aé😀".getBytes(StandardCharsets.UTF_8);

        assertThat(LetterValue.of(text, 100)).isEqualTo(new LetterValue("aé😀", "text", 7, false));
        assertThat(LetterValue.of(text, 5)).isEqualTo(new LetterValue("aé", "text", 7, true));
        assertThat(LetterValue.of(new byte[] {(byte) 0xff, 1}, 100))
                .isEqualTo(new LetterValue("/wE=", "base64", 2, false));
        assertThat(LetterValue.of(new byte[] {'a', (byte) 0xc3}, 100).encoding())
                .isEqualTo("base64");
        assertThat(LetterValue.of(null, 100)).isEqualTo(new LetterValue(null, "text", 0, false));
    }
}
