package dev.statewave.ingest.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTemplateTest {

    private static final List<MemoryTemplate.Field> FIELDS = List.of(
            new MemoryTemplate.Field("who", "string", true, "Who"),
            new MemoryTemplate.Field("what", "text", false, "What"));

    @Test
    void value_isNeverReadAsAPlaceholderOrAPattern() {
        assertThat(template("t", "{who}: {what}.").render(Map.of("who", "{what} $1 \\", "what", "x")))
                .isEqualTo("{what} $1 \\: x.");
    }

    @Test
    void missingOptionalValue_isEmpty() {
        assertThat(template("t", "{who}/{what}/").render(Map.of("who", "a"))).isEqualTo("a//");
    }

    @Test
    void malformedTemplate_isRefusedWithItsReason() {
        assertThatThrownBy(() -> template("t", "{whom}")).hasMessageContaining("placeholder {whom} has no field");
        assertThatThrownBy(() -> template("T T", "{who}")).hasMessageContaining("its id T T");
    }

    @Test
    void fiveTemplates_comeWithTheProduct() throws Exception {
        assertThat(new MemoryTemplates().all()).hasSize(5).allSatisfy(template -> {
            assertThat(template.version()).isOne();
            assertThat(template.fields()).anyMatch(MemoryTemplate.Field::required);
            assertThat(template.fields())
                    .allSatisfy(field -> assertThat(template.contentTemplate()).contains("{" + field.name() + "}"));
        });
    }

    private static MemoryTemplate template(String id, String content) {
        return new MemoryTemplate(id, 1, "Title", "Description", "type", FIELDS, content);
    }
}
