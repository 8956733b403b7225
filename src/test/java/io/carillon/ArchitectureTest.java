package io.carillon;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import akka.annotation.InternalApi;
import akka.serialization.JavaSerializer;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.carillon.schedule.Change;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Effect;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** The shape of the code: design, <i>Layout</i>. Packages that do not exist yet keep every rule. */
@AnalyzeClasses(packages = "io.carillon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule importsRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("node")
            .definedBy("io.carillon.node..")
            .layer("http")
            .definedBy("io.carillon.http..")
            .layer("delivery")
            .definedBy("io.carillon.delivery..")
            .layer("wakeup")
            .definedBy("io.carillon.wakeup..")
            .layer("device")
            .definedBy("io.carillon.device..")
            .layer("schedule")
            .definedBy("io.carillon.schedule..")
            .whereLayer("node")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("delivery")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("wakeup")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("device")
            .mayOnlyBeAccessedByLayers("http", "delivery", "wakeup", "node");

    @ArchTest
    static final ArchRule everyClassIsInALayer = classes()
            .should()
            .resideInAnyPackage(
                    "io.carillon.node..",
                    "io.carillon.http..",
                    "io.carillon.delivery..",
                    "io.carillon.wakeup..",
                    "io.carillon.device..",
                    "io.carillon.schedule..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.carillon.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule scheduleIsPlainJava = classes()
            .that()
            .resideInAPackage("io.carillon.schedule..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.carillon.schedule..",
                    "java..",
                    "org.jspecify.annotations..",
                    "org.dmfs.rfc5545..",
                    "org.shredzone.commons.suncalc..");

    @ArchTest
    static final ArchRule onlyDateRuleReadsRules = onlyIn("DateRule", "org.dmfs..");

    @ArchTest
    static final ArchRule onlySunlightSeesTheSun = onlyIn("Sunlight", "org.shredzone..");

    @ArchTest
    static final ArchRule scheduleDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("io.carillon.schedule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..");

    @ArchTest
    static final ArchRule onlyNodeReadsTheClock = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.node..")
            .should()
            .accessTargetWhere(readsTheClock());

    @ArchTest
    static final ArchRule onlyDeliverySeesTheMqttClient = noClasses()
            .that(areOutside("io.carillon.delivery..", "EmbeddedBroker", "ListenCommand"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hivemq..");

    @ArchTest
    static final ArchRule onlyMetricsSeesMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.node.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule onlyWakeupSpeaksSql = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.wakeup..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    @ArchTest
    static final ArchRule onlyNodeHoldsWhatWakeupOpened = noClasses()
            .that()
            .resideOutsideOfPackages("io.carillon.wakeup..", "io.carillon.node..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sql..", "com.zaxxer.hikari..", "org.flywaydb..", "org.h2..", "org.postgresql..");

    @ArchTest
    static final ArchRule whatIsDecidedAndStoredIsARecord = classes()
            .that()
            .areAssignableTo(DeviceEvent.class)
            .or()
            .areAssignableTo(DeviceState.class)
            .or()
            .areAssignableTo(Change.class)
            .or()
            .areAssignableTo(Decision.class)
            .or()
            .areAssignableTo(Effect.class)
            .or()
            .areAssignableTo("io.carillon.device.CborSerializable")
            .should(beARecordOrAnInterface());

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

    @ArchTest
    static final ArchRule onlyPublicAkka = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("akka..internal..", "akka..impl..")
                    .or(describe("are Akka's InternalApi", type -> type.isAnnotatedWith(InternalApi.class))))
            .orShould()
            .accessTargetWhere(describe(
                    "it is Akka's InternalApi", access -> access.getTarget().isAnnotatedWith(InternalApi.class)));

    @ArchTest
    static final ArchRule noJavaSerialization = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    ObjectInputStream.class, ObjectOutputStream.class, Externalizable.class, JavaSerializer.class);

    @ArchTest
    static final ArchRule namesArePlainNouns = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?")
            .orShould()
            .haveNameMatching(".*[.$]Abstract[A-Z].*");

    private static ArchRule onlyIn(String name, String library) {
        return noClasses()
                .that(describe("are not " + name, type -> !(type.getName() + "$")
                        .startsWith("io.carillon.schedule." + name + "$")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    /** Reading a clock that was passed in is no reading of the clock. */
    private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
        Set<String> system = Set.of("java.lang.System.currentTimeMillis", InstantSource.class.getName() + ".system");
        DescribedPredicate<JavaClass> time = resideInAPackage("java.time..");
        return describe("it reads the machine's clock", access -> {
            if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) return false;
            JavaClass owner = target.getOwner();
            boolean given =
                    target.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(InstantSource.class));
            boolean now = time.test(owner) && target.getName().equals("now") && !given;
            boolean clock =
                    owner.isEquivalentTo(Clock.class) && target.getName().matches("(system|tick[MS]).*");
            boolean date = owner.isEquivalentTo(Date.class)
                    && target.getRawParameterTypes().isEmpty();
            boolean calendar =
                    owner.isAssignableTo(Calendar.class) && target.getName().equals("getInstance");
            return now || clock || date || calendar || system.contains(owner.getName() + "." + target.getName());
        });
    }

    private static DescribedPredicate<JavaClass> areOutside(String someone, String... ofNode) {
        DescribedPredicate<JavaClass> inside = resideInAPackage(someone);
        return describe("are outside " + someone + " and not " + Set.of(ofNode), type -> {
            boolean named = Set.of(ofNode).stream()
                    .anyMatch(name -> (type.getName() + "$").startsWith("io.carillon.node." + name + "$"));
            return !inside.test(type) && !named;
        });
    }

    private static ArchCondition<JavaClass> beARecordOrAnInterface() {
        return condition("be a record", type -> type.isRecord() || type.isInterface());
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return condition(
                "reside in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));
    }

    private static ArchCondition<JavaClass> condition(String what, Predicate<JavaClass> holds) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, holds.test(type), type.getName() + " should " + what));
            }
        };
    }
}
