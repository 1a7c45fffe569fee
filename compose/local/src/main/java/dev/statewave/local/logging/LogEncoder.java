package dev.statewave.local.logging;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Writes log lines by a pattern, or as JSON in the same format as a deployable that runs alone. Any other format is
 * taken as text: that it is wrong, the settings say.
 */
public final class LogEncoder extends PatternLayoutEncoder {

    private String format = "text";
    private @Nullable StructuredLogEncoder json;

    /** @param format {@code text} or {@code json} */
    public void setFormat(String format) {
        this.format = format;
    }

    @Override
    public void start() {
        if (format.equals("json")) {
            // A process of several deployables logs before, and without, the environment of any of them.
            if (context.getObject(Environment.class.getName()) == null) {
                context.putObject(Environment.class.getName(), new StandardEnvironment());
            }
            var encoder = new StructuredLogEncoder();
            encoder.setContext(context);
            encoder.setFormat("logstash");
            encoder.start();
            json = encoder;
        }
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StructuredLogEncoder encoder = json;
        return encoder == null ? super.encode(event) : encoder.encode(event);
    }
}
