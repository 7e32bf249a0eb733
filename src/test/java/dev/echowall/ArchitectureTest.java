package dev.echowall;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.echowall.app.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Each may use only those before it. */
    private static final List<String> ORDER = List.of(
            "channel",
            "protocol",
            "metrics",
            "stream",
            "journal",
            "broker",
            "presence",
            "lifecycle",
            "hub",
            "identity",
            "hook",
            "node",
            "session",
            "source",
            "server",
            "config",
            "app",
            "tools");

    /** Likewise, within one of them. */
    private static final List<List<String>> PARTS = List.of(
            List.of("protocol.http", "protocol.websocket", "protocol.plain", "protocol.centrifugal"),
            List.of("broker.local", "broker.cluster"),
            List.of("session.socket", "session.plain", "session.centrifugal", "session.event", "session.poll"));

    private static final List<String> TOOLS = List.of("link", "client", "publish", "verify", "bench");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

    private static String in(String name) {
        return "dev.echowall." + name + "..";
    }

    private static String[] in(List<String> names) {
        return names.stream().map(ArchitectureTest::in).toArray(String[]::new);
    }

    @Test
    void packages_use_only_those_above_them() {
        assertEachUsesOnlyThoseBefore(ORDER);
    }

    @Test
    void parts_of_a_package_use_only_what_they_share_and_those_above_them() {
        for (List<String> parts : PARTS) {
            String whole = parts.get(0).substring(0, parts.get(0).indexOf('.'));
            noClasses()
                    .that()
                    .resideInAPackage("dev.echowall." + whole)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(in(parts))
                    .check(CLASSES);
            assertEachUsesOnlyThoseBefore(parts);
        }
    }

    private static void assertEachUsesOnlyThoseBefore(List<String> order) {
        for (int i = 0; i < order.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(in(order.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(in(order.subList(i + 1, order.size())))
                    .check(CLASSES);
        }
    }

    @Test
    void every_class_is_in_a_package_of_the_design() {
        noClasses().should().resideOutsideOfPackages(in(ORDER)).check(CLASSES);
    }

    @Test
    void no_package_or_class_has_a_name_that_says_nothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..")
                .check(CLASSES);
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Common|Impl|Manager|Helper)(\\$.*)?")
                .check(CLASSES);
    }

    @Test
    void tools_are_clients_like_any_other_and_do_not_use_each_other() {
        for (String tool : TOOLS) {
            classes()
                    .that()
                    .resideInAPackage(in("tools." + tool))
                    .should()
                    .onlyDependOnClassesThat(resideOutsideOfPackage("dev.echowall..")
                            .or(resideInAnyPackage(
                                    in("channel"), in("protocol"), in("tools.link"), in("tools." + tool)))
                            .or(type(Subcommand.class)))
                    .check(CLASSES);
        }
    }

    /** It reads files that an instance wrote, so it must know how they are written; it is a client in all else. */
    @Test
    void the_tool_for_journals_knows_journals() {
        classes()
                .that()
                .resideInAPackage(in("tools.journal"))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.echowall..")
                        .or(resideInAnyPackage(
                                in("channel"),
                                in("protocol"),
                                in("stream"),
                                in("journal"),
                                in("tools.link"),
                                in("tools.journal")))
                        .or(type(Subcommand.class)))
                .check(CLASSES);
    }

    @Test
    void only_the_broker_and_the_wiring_know_hazelcast() {
        noClasses()
                .that()
                .resideOutsideOfPackages(in("broker"), in("app"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
                .check(CLASSES);
    }

    @Test
    void what_lives_on_an_event_loop_takes_no_locks() {
        noClasses()
                .that()
                .resideInAnyPackage(in("hub"), in("session"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Concurrent.*|locks\\..*|CopyOnWrite.*|.*BlockingQueue)")
                .check(CLASSES);
        assertThat(CLASSES.stream()
                        .filter(each -> each.getPackageName().matches("dev\\.echowall\\.(hub|session)(\\..*)?"))
                        .flatMap(each -> each.getMethods().stream())
                        .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED)))
                .isEmpty();
    }

    @Test
    void no_file_is_longer_than_400_lines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(400);
            }
        }
    }
}
