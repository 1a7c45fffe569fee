package dev.statewave.contract.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyBundleTest {

    private static final PolicyCaller SUPPORT = new PolicyCaller("agent-7", "support");

    private static PolicyBundle bundle(String rules) {
        return PolicyBundleReader.read("{\"version\": 1, \"rules\": [" + rules.replace('\'', '"') + "]}");
    }

    private static String fired(PolicyBundle bundle, PolicyCaller caller, String... labels) {
        return bundle.evaluate(List.of(labels), caller).map(PolicyRule::id).orElse("allow");
    }

    @Test
    void withoutARule_everythingIsAllowed() {
        assertThat(fired(bundle(""), SUPPORT, "pii")).isEqualTo("allow");
        assertThat(bundle("").concerns(SUPPORT)).isFalse();
    }

    @Test
    void firstMatchWins_whateverItsAction() {
        var bundle =
                bundle("{'id':'a','when':{'memory_has_any_label':['pii'],'caller_type':'support'},'action':'redact'},"
                        + "{'id':'b','when':{'memory_has_any_label':['pii','money']},'action':'deny'}");

        assertThat(fired(bundle, SUPPORT, "pii")).isEqualTo("a");
        assertThat(fired(bundle, SUPPORT, "money")).isEqualTo("b");
        assertThat(fired(bundle, PolicyCaller.ANONYMOUS, "pii")).isEqualTo("b");
        assertThat(fired(bundle, SUPPORT, "other")).isEqualTo("allow");
        assertThat(fired(bundle, SUPPORT)).isEqualTo("allow");
    }

    @Test
    void allLabels_haveToBeThere() {
        var bundle = bundle("{'id':'a','when':{'memory_has_all_labels':['pii','health']},'action':'deny'}");

        assertThat(fired(bundle, SUPPORT, "pii")).isEqualTo("allow");
        assertThat(fired(bundle, SUPPORT, "health", "x", "pii")).isEqualTo("a");
    }

    @Test
    void callers_areMatchedExactly() {
        assertThat(fired(bundle("{'id':'a','when':{'caller_type_in':['support','sales']},'action':'deny'}"), SUPPORT))
                .isEqualTo("a");
        assertThat(fired(bundle("{'id':'a','when':{'caller_type_in':['Support']},'action':'deny'}"), SUPPORT))
                .isEqualTo("allow");
        assertThat(fired(bundle("{'id':'a','when':{'caller_id':'agent-7'},'action':'deny'}"), SUPPORT))
                .isEqualTo("a");
        assertThat(fired(bundle("{'id':'a','when':{'caller_id':'agent-8'},'action':'deny'}"), SUPPORT))
                .isEqualTo("allow");
    }

    @Test
    void whoKeepsSilent_isOfNoType() {
        var spared = bundle("{'id':'a','when':{'caller_type_not_in':['support']},'action':'deny'}");
        var named = bundle("{'id':'a','when':{'caller_type':'support'},'action':'deny'},"
                + "{'id':'b','when':{'caller_type_in':['support']},'action':'deny'},"
                + "{'id':'c','when':{'caller_id':'agent-7'},'action':'deny'}");

        assertThat(fired(spared, SUPPORT)).isEqualTo("allow");
        assertThat(fired(spared, PolicyCaller.ANONYMOUS)).isEqualTo("a");
        assertThat(fired(spared, new PolicyCaller("agent-7", ""))).isEqualTo("a");
        assertThat(fired(named, PolicyCaller.ANONYMOUS)).isEqualTo("allow");
    }

    @Test
    void predicatesOfOneRule_allHaveToHold() {
        var bundle = bundle("{'id':'a','when':{'memory_has_any_label':['pii'],'caller_type':'support',"
                + "'caller_id':'agent-8'},'action':'deny'}");

        assertThat(fired(bundle, SUPPORT, "pii")).isEqualTo("allow");
        assertThat(fired(bundle, new PolicyCaller("agent-8", "support"), "pii")).isEqualTo("a");
        assertThat(bundle.concerns(SUPPORT)).isFalse();
        assertThat(bundle.concernsUnlabelled(new PolicyCaller("agent-8", "support")))
                .isFalse();
    }
}
