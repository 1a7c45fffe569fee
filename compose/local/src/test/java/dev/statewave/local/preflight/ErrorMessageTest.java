package dev.statewave.local.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ErrorMessageTest {

    private enum Colour {
        RED,
        DARK_BLUE
    }

    private static String sentence(String value, Bindable<?> target) {
        var binder = new Binder(List.of(new MapConfigurationPropertySource(Map.of("statewave.paint-colour", value))));
        return ErrorMessage.of(catchThrowable(() -> binder.bind("statewave.paint-colour", target)));
    }

    @Test
    void wordThatIsNoneOfTheAllowed_namesThem() {
        assertThat(sentence("green", Bindable.of(Colour.class)))
                .isEqualTo("STATEWAVE_PAINT_COLOUR is green: it must be one of red, dark_blue.");
        assertThat(sentence("red,green", Bindable.setOf(Colour.class))).contains("it must be one of red, dark_blue");
    }

    @Test
    void textThatIsNoNumber_namesTheSettingAndTheValue() {
        assertThat(sentence("many", Bindable.of(Integer.class)))
                .startsWith("STATEWAVE_PAINT_COLOUR is many: it cannot be read");
    }
}
