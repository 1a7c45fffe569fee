package dev.statewave.compose;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "dev.statewave", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPLOYABLES_MEET_ON_KAFKA_AND_IN_POSTGRESQL = SlicesRuleDefinition.slices()
            .matching("dev.statewave.(gateway|ingest|worker|context|webhooks)..")
            .should()
            .notDependOnEachOther()
            .because(
                    "each of them is deployed, scaled and restarted alone; what two of them share belongs into platform");

    @ArchTest
    static final ArchRule ARROWS_GO_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("contract")
            .definedBy("dev.statewave.contract..")
            .layer("platform")
            .definedBy("dev.statewave.platform..")
            .layer("models")
            .definedBy("dev.statewave.models..")
            .layer("reading and compiling")
            .definedBy("dev.statewave.worker..", "dev.statewave.context..")
            .layer("other deployables")
            .definedBy("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.webhooks..")
            .layer("compose")
            .definedBy("dev.statewave.compose..")
            .whereLayer("compose")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("reading and compiling")
            .mayOnlyBeAccessedByLayers("compose")
            .whereLayer("other deployables")
            .mayOnlyBeAccessedByLayers("compose")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("reading and compiling", "compose")
            .whereLayer("platform")
            .mayOnlyAccessLayers("contract")
            .because(
                    "a deployable stands on models, platform and contract, and none of these may lean on what stands above it");

    @ArchTest
    static final ArchRule CONTRACT_NEEDS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("dev.statewave.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "reactor..", "io.netty..", "java.sql..", "io.r2dbc..")
            .because("a consumer of our records should not have to bring a web server or a database driver");

    @ArchTest
    static final ArchRule REQUEST_PATHS_DO_NOT_BLOCK_ON_JDBC = noClasses()
            .that()
            .resideInAnyPackage("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.context..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..", "com.zaxxer.hikari..")
            .because("their threads are event loops; a blocking driver would stop all requests of a loop");

    @ArchTest
    static final ArchRule READERS_SAY_WHOSE_ROWS_THEY_WANT = noClasses()
            .that()
            .resideInAnyPackage("dev.statewave.ingest..", "dev.statewave.context..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.r2dbc.core.DatabaseClient")
            .because("only a transaction with a scope is held to its tenant by row-level security");
}
