package dev.statewave.contract.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectKeyTest {

    @ParameterizedTest
    @CsvSource({"acme,user:1", "'',repo:owner/name", "a/b,c", "a,b/c", "ü ö,😀/😀", "'a%2Fb',c"})
    void encoded_comesBack(String tenant, String subject) {
        var key = new SubjectKey(tenant, subject);

        assertThat(SubjectKey.parse(key.encoded())).isEqualTo(key);
    }

    @Test
    void slashes_doNotMixTenantsUp() {
        assertThat(new SubjectKey("a/b", "c").encoded()).isNotEqualTo(new SubjectKey("a", "b/c").encoded());
    }

    @Test
    void episodeId_followsFromTheKeyAlone() {
        var key = new SubjectKey("acme", "user:1");

        assertThat(key.episodeId("k"))
                .isEqualTo(new SubjectKey("acme", "user:1").episodeId("k"))
                .isNotEqualTo(new SubjectKey("", "user:1").episodeId("k"))
                .isNotEqualTo(key.episodeId("l"));
        assertThat(key.episodeId("k").version()).isEqualTo(8);
    }
}
