package dev.statewave.worker.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.subjectlog.SubjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasedLettersTest {

    private static final SubjectKey ADA = new SubjectKey("acme", "user:ada");
    private static final SubjectKey PLAIN = new SubjectKey("", "ü/1");

    private final ErasedLetters erased = new ErasedLetters(List.of(ADA, PLAIN));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"subject_id\": \"user:ada\"}",
                "{\"data\": [{\"subject\": \"user:ada\"}], \"tenant_id\": \"acme\"}",
                "{\"subject_id\": \"user:\\u0061da\"}",
                "{\"subject_id\": \"user:ada\", \"payload\": {\"text\": \"cut"
            })
    void letterThatNamesTheSubject_isAboutIt(String value) {
        assertThat(erased.subjects(letter(null, value))).containsExactly(ADA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"subject_id\": \"user:adam\"}",
                "{\"subject_id\": \"user:ada\", \"tenant_id\": \"globex\"}",
                "{\"payload\": {\"text\": \"user:ada\"}}",
                "user:ada, and no JSON",
                "",
                "null"
            })
    void letterOfOthers_isNot(String value) {
        assertThat(erased.subjects(letter("globex/user:ada", value))).isEmpty();
    }

    @Test
    void letterOfTheKey_isAboutTheSubject() {
        assertThat(erased.subjects(letter("acme/user:ada", "?"))).containsExactly(ADA);
        assertThat(erased.subjects(letter("/ü/1", "?"))).containsExactly(PLAIN);
    }

    @Test
    void headers_nameTenantAndSubjectToo() {
        ConsumerRecord<String, byte[]> ours = letter(null, "{\"text\": 1}");
        ours.headers().add("ce_subject", "user:ada".getBytes(StandardCharsets.UTF_8));
        ConsumerRecord<String, byte[]> foreign = letter(null, "{\"subject_id\": \"user:ada\"}");
        foreign.headers().add("X-Tenant-ID", "globex".getBytes(StandardCharsets.UTF_8));

        assertThat(erased.subjects(ours)).containsExactly(ADA);
        assertThat(erased.subjects(foreign)).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> letter(@Nullable String key, String value) {
        return new ConsumerRecord<>("t", 0, 0, key, value.getBytes(StandardCharsets.UTF_8));
    }
}
