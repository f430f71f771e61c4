package dev.redisenv;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the house in order.
 */
class ArchitectureTests {

	/**
	 * What applications may use beside the settings: a new door is a line here, on
	 * purpose.
	 */
	private static final Set<String> DOORS = Set.of("dev.redisenv.connection.FixedReplicas",
			"dev.redisenv.connection.RedisOutages", "dev.redisenv.connection.RedisWebSocketConnection",
			"dev.redisenv.connection.ServerUris", "dev.redisenv.connection.Subscription",
			"dev.redisenv.connection.TokenLogIns", "dev.redisenv.diagnosis.Cause", "dev.redisenv.diagnosis.Decider",
			"dev.redisenv.diagnosis.Diagnosis", "dev.redisenv.diagnosis.Finding", "dev.redisenv.diagnosis.Reason",
			"dev.redisenv.doctor.RedisDoctor", "dev.redisenv.doctor.SessionsInRedis",
			"dev.redisenv.environment.OwnLocation", "dev.redisenv.environment.TranslatedProperties",
			"dev.redisenv.failover.FailoverClients", "dev.redisenv.key.KeyPrefix", "dev.redisenv.near.NearCache",
			"dev.redisenv.near.NearCaches", "dev.redisenv.status.FeatureStatus");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.redisenv")
		.that(not(resideInAnyPackage("dev.redisenv.test..")));

	@Test
	void packagesUseOnlyLayersAboveThem() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("ground")
			.definedBy("dev.redisenv.contract..", "dev.redisenv.key..", "dev.redisenv.status..",
					"dev.redisenv.diagnosis..")
			.layer("client")
			.definedBy("dev.redisenv.failover..")
			.layer("way in and connection")
			.definedBy("dev.redisenv.environment..", "dev.redisenv.connection..")
			.layer("copies")
			.definedBy("dev.redisenv.near..")
			.layer("features")
			.definedBy("dev.redisenv.credentials..", "dev.redisenv.ping..", "dev.redisenv.cache..",
					"dev.redisenv.session..")
			.layer("doctor")
			.definedBy("dev.redisenv.doctor..")
			.layer("operators")
			.definedBy("dev.redisenv.startup..", "dev.redisenv.health..", "dev.redisenv.actuate..")
			.withOptionalLayers(true)
			.whereLayer("client")
			.mayOnlyBeAccessedByLayers("way in and connection")
			.whereLayer("way in and connection")
			.mayOnlyBeAccessedByLayers("copies", "features", "doctor", "operators")
			.whereLayer("copies")
			.mayOnlyBeAccessedByLayers("features")
			.whereLayer("features")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("doctor")
			.mayOnlyBeAccessedByLayers("operators")
			.whereLayer("operators")
			.mayNotBeAccessedByAnyLayer()
			.check(CLASSES);
	}

	@Test
	void packagesFormNoCircles() {
		slices().matching("dev.redisenv.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void theContractKnowsNoClient() {
		noClasses().that()
			.resideInAPackage("dev.redisenv.contract..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.lettuce..", "org.springframework.data..", "org.springframework.boot.data..")
			.check(CLASSES);
	}

	@Test
	void onlyTheContractAndTheWayInLookIntoTheEnvironment() {
		noClasses().that()
			.resideOutsideOfPackages("dev.redisenv.contract..", "dev.redisenv.environment..")
			.should()
			.callMethod(org.springframework.core.env.Environment.class, "getProperty", String.class)
			.orShould()
			.callMethod(System.class, "getenv", String.class)
			.orShould()
			.callMethod(System.class, "getProperty", String.class)
			.check(CLASSES);
	}

	@Test
	void classesAreFinalOrCannotBeExtended() {
		classes().that()
			.areTopLevelClasses()
			.and()
			.areNotInterfaces()
			.and()
			.areNotEnums()
			.and(not(simpleName("package-info")))
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> unmarked = CLASSES.stream()
			.map(JavaClass::getPackage)
			.filter((javaPackage) -> !javaPackage.isAnnotatedWith(NullMarked.class))
			.map(JavaPackage::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(unmarked).isEmpty();
	}

	@Test
	void thePublicTypesAreTheSettingsTheAutoConfigurationsAndTheDoors() {
		List<String> others = CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> !type.getPackageName().equals("dev.redisenv.contract"))
			.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)
			.filter((name) -> !DOORS.contains(name))
			.toList();
		assertThat(others).isEmpty();
	}

}
