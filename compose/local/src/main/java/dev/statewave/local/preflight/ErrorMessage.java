package dev.statewave.local.preflight;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.core.ResolvableType;
import org.springframework.validation.FieldError;

/** Turns a failure into one sentence for the person who typed the command, without a stack trace. */
public final class ErrorMessage {

    private ErrorMessage() {}

    public static String of(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid
                    && invalid.getValidationErrors().getAllErrors().getFirst() instanceof FieldError error) {
                // A rule over several settings has no value of its own, and names them itself.
                return Boolean.FALSE.equals(error.getRejectedValue())
                        ? error.getDefaultMessage() + "."
                        : "%s %s.".formatted(error.getRejectedValue(), error.getDefaultMessage());
            }
            if (cause instanceof BindException bind && bind.getProperty() != null) {
                root = cause;
            } else if (!(root instanceof BindException)) {
                root = cause;
            }
        }
        if (root instanceof BindException bind && bind.getProperty() != null) {
            String setting = bind.getName().toString().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            return "%s is %s: %s.".formatted(setting, bind.getProperty().getValue(), expected(bind.getTarget()));
        }
        boolean meant = failure instanceof StartRefusedException
                || failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException;
        if (meant && failure.getMessage() != null) {
            return failure.getMessage();
        }
        return "Statewave cannot start: " + (root.getMessage() == null ? root.toString() : root.getMessage());
    }

    private static String expected(Bindable<?> target) {
        ResolvableType type = target.getType();
        Class<?> value = type.hasGenerics() ? type.getGeneric(0).resolve() : type.resolve();
        if (value == null || !value.isEnum()) {
            return "it cannot be read; docs/settings.md says what it takes";
        }
        return Arrays.stream(value.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "it must be one of ", ""));
    }
}
