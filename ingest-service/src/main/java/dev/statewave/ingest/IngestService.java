package dev.statewave.ingest;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import dev.statewave.platform.web.ApiConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Import;

/** The write side of the API, and the normalizer for outside producers. */
@Deployable
@Import(ApiConfiguration.class)
public class IngestService {

    public static SpringApplication application() {
        return DeployableDefaults.application(IngestService.class, "ingest-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
