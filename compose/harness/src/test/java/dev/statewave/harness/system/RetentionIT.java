package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rules of how long memories are kept. */
class RetentionIT {

    private final Api api = TestSystem.get().api();
    private final String tenant = "retention-" + UUID.randomUUID();

    @Test
    void rule_isSet_listed_noted_andRemoved() throws Exception {
        assertThat(set("'applies_to':'memories','days':365").status()).isEqualTo(200);
        assertThat(set("'subject_id':'user:ü/1','applies_to':'profile_fact','days':30")
                        .status())
                .isEqualTo(200);
        assertThat(set("'applies_to':'memories','days':90").at("/days").asInt()).isEqualTo(90);

        var rules = api.get("/admin/retention?tenant_id=" + tenant).at("/rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).path("subject_id").isNull()).isTrue();
        assertThat(rules.get(0).path("days").asInt()).isEqualTo(90);
        assertThat(rules.get(1).path("subject_id").asString()).isEqualTo("user:ü/1");
        assertThat(api.get("/admin/audit?action=retention.set&tenant_id=" + tenant)
                        .body()
                        .toString())
                .contains("profile_fact");

        assertThat(set("'applies_to':'memories','days':null").at("/days").isNull())
                .isTrue();
        api.delete("/admin/subjects/user%3A%C3%BC%2F1?tenant_id=" + tenant);
        assertThat(api.get("/admin/retention?tenant_id=" + tenant).at("/rules")).isEmpty();
    }

    @Test
    void ruleThatIsNone_isRefused() throws Exception {
        assertThat(set("'applies_to':'memories'").status()).isEqualTo(422);
        assertThat(set("'applies_to':'memories','days':0").status()).isEqualTo(422);
        assertThat(set("'applies_to':'','days':1").status()).isEqualTo(422);
    }

    private Api.Answer set(String fields) throws Exception {
        return api.send(
                "PUT",
                "/admin/retention",
                "{'tenant_id':'%s',%s}".formatted(tenant, fields).replace('\'', '"'));
    }
}
