package dev.statewave.context.bundle;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.Fill;
import dev.statewave.context.Layout;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.settings.LiveSettings;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a context is made.
 *
 * @param explain whether the answer says of each candidate why it was chosen or left out
 */
public record ContextOptions(Layout layout, Fill fill, boolean explain) {

    /** As the v1 contract has it. */
    public static final ContextOptions DEFAULT = new ContextOptions(Layout.V1, Fill.BUDGET, false);

    /** Notes what is wrong in the reader; what is absent is as the settings say. */
    static ContextOptions read(FieldReader fields, ContextSettings settings, LiveSettings live) {
        String layout = fields.optionalEnum(
                "layout", Set.of("v1", "stable"), live.text("context_layout", lowerCase(settings.contextLayout())));
        String fill = fields.optionalEnum(
                "fill", Set.of("budget", "relevant"), live.text("context_fill", lowerCase(settings.contextFill())));
        boolean explain = fields.bool("explain", false);
        return new ContextOptions(
                Layout.valueOf(layout.toUpperCase(Locale.ROOT)), Fill.valueOf(fill.toUpperCase(Locale.ROOT)), explain);
    }

    ContextOptions withFill(@Nullable Fill other) {
        return other == null ? this : new ContextOptions(layout, other, explain);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
