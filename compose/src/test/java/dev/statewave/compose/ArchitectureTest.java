package dev.statewave.compose;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "dev.statewave", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPLOYABLES_MEET_ON_KAFKA_AND_IN_POSTGRESQL = SlicesRuleDefinition.slices()
            .matching("dev.statewave.(gateway|ingest|worker|context|webhooks)..").should().notDependOnEachOther()
            .because("each of them is deployed, scaled and restarted alone; what two of them share belongs into schemas");

    @ArchTest
    static final ArchRule SCHEMAS_KNOW_NO_DEPLOYABLE = noClasses().that().resideInAPackage("dev.statewave.schemas..")
            .should().dependOnClassesThat().resideInAnyPackage("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.worker..",
                    "dev.statewave.context..", "dev.statewave.webhooks..", "dev.statewave.compose..")
            .because("schemas is what crosses the boundaries and must not lean on either side of one");

    @ArchTest
    static final ArchRule SCHEMAS_SEE_NO_WEB_FRAMEWORK = noClasses().that().resideInAPackage("dev.statewave.schemas..")
            .and().resideOutsideOfPackage("dev.statewave.schemas.deployable..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "reactor.netty..", "io.netty..",
                    "jakarta.servlet..")
            .because("a consumer of our records should not have to bring a web server");

    @ArchTest
    static final ArchRule REQUEST_PATHS_DO_NOT_BLOCK_ON_JDBC = noClasses()
            .that().resideInAnyPackage("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.context..")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.springframework.jdbc..", "com.zaxxer.hikari..")
            .because("their threads are event loops; a blocking driver would stop all requests of a loop");

    @ArchTest
    static final ArchRule READERS_SAY_WHOSE_ROWS_THEY_WANT = noClasses().that().resideInAnyPackage("dev.statewave.ingest..", "dev.statewave.context..")
            .should().dependOnClassesThat().haveFullyQualifiedName("org.springframework.r2dbc.core.DatabaseClient")
            .because("only a transaction with a scope is held to its tenant by row-level security");
}
