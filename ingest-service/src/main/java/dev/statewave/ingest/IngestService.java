package dev.statewave.ingest;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import org.springframework.boot.SpringApplication;

@Deployable
public class IngestService {

    public static SpringApplication application() {
        return DeployableDefaults.application(IngestService.class, "ingest-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
