package io.packetwalk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.packetwalk.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the house rules of {@code docs/architecture.md}: who may import whom, and what the pure core must not touch. */
class ArchitectureTest {
    private static final String ROOT = "io.packetwalk";

    /**
     * Package, and the packages it may import; sub-packages count as their parent. "collector" and "template" are the two
     * other modules. A package may stand here before it exists. Loosen a line only with a word of why beside it.
     *
     * <p>cli takes fact, capture and parse for what {@code show} says about a place and {@code Analysis.intake} hands out.
     */
    private static final Map<String, Set<String>> MAY_IMPORT = table("""
            evidence :
            net      :
            doc      : evidence
            capture  : evidence net
            bundle   : evidence
            fact     : evidence net
            parse    : evidence net fact doc capture bundle collector
            index    : evidence fact bundle
            model    : evidence net fact
            policy   : evidence net fact model
            walk     : evidence net fact model policy
            flow     : evidence net fact model capture
            check    : evidence net fact model policy walk flow collector
            report   : evidence net fact model policy walk flow check bundle template
            redact   : evidence net doc capture bundle
            root     : evidence net doc capture bundle fact parse index model policy walk flow check report redact collector
            cli      : evidence net bundle model policy walk flow check report redact index root collector fact parse capture
            """);

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    @TestFactory
    Stream<DynamicTest> packageImportsOnlyWhatTheTableAllows() {
        return MAY_IMPORT.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThat(forbiddenImports(name)).isEmpty()));
    }

    @Test
    void everyPackageStandsInTheTable() {
        assertThat(PROGRAM).allSatisfy(each -> assertThat(MAY_IMPORT).containsKey(topPackage(each)));
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @ParameterizedTest(name = "{0} only in {1}")
    @CsvSource({
        "com.fasterxml.jackson..,   doc|report|cli",
        "com.github.luben..,        bundle|redact",
        "gg.jte..,                  report",
        "io.kaitai..,               capture",
        "org.apache.commons..,      bundle|redact",
        "org.apache.lucene..,       index",
        "org.pcap4j..,              capture",
        "org.tukaani..,             bundle|redact",
        "org.yaml..,                doc",
        "picocli..,                 cli",
    })
    void libraryStaysInItsPackages(String library, String homes) {
        String[] inside = Stream.of(homes.split("\\|", -1))
                .map(home -> ROOT + "." + home + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideOutsideOfPackages(inside)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }

    /** Same bundle, same bytes: whatever the clock, the locale, the environment, the network or the dice say. */
    @Test
    void coreIsPure() {
        List<String> impure = List.of(
                "java.lang.Math.random(",
                "java.lang.ProcessBuilder.<init>(",
                "java.lang.Runtime.exec(",
                "java.lang.String.format(java.lang.String,",
                "java.lang.String.formatted(",
                "java.lang.String.toLowerCase()",
                "java.lang.String.toUpperCase()",
                "java.lang.System.console(",
                "java.lang.System.currentTimeMillis(",
                "java.lang.System.err",
                "java.lang.System.exit(",
                "java.lang.System.getProperty(",
                "java.lang.System.getenv(",
                "java.lang.System.in",
                "java.lang.System.nanoTime(",
                "java.lang.System.out",
                "java.lang.Thread.sleep(",
                "java.lang.Throwable.printStackTrace(",
                "java.net.InetAddress.getAllByName(",
                "java.net.InetAddress.getByName(",
                "java.net.Socket.<init>(",
                "java.net.http.HttpClient.",
                "java.nio.charset.Charset.defaultCharset(",
                "java.time.Clock.system",
                "java.time.Instant.now(",
                "java.time.LocalDate.now(",
                "java.time.LocalDateTime.now(",
                "java.time.OffsetDateTime.now(",
                "java.time.ZoneId.systemDefault(",
                "java.time.ZonedDateTime.now(",
                "java.util.Date.<init>()",
                "java.util.Locale.getDefault(",
                "java.util.Random.<init>(",
                "java.util.UUID.randomUUID(",
                "java.util.concurrent.ThreadLocalRandom.current(");

        assertThat(PROGRAM.stream()
                        .filter(each -> !topPackage(each).equals("cli"))
                        .filter(each -> !isGenerated(each))
                        .flatMap(each -> each.getAccessesFromSelf().stream())
                        .filter(access -> impure.stream().anyMatch(targetOf(access)::startsWith))
                        .map(JavaAccess::getDescription))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItAnswersAndIsNullMarked() {
        Set<JavaPackage> packages = PROGRAM.stream().map(JavaClass::getPackage).collect(toSet());

        assertThat(packages)
                .allSatisfy(each -> assertThat(each.tryGetPackageInfo())
                        .as("package-info of %s", each.getName())
                        .isPresent()
                        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)
                                        || info.isAnnotatedWith(NullUnmarked.class))
                                .isTrue()));
    }

    @Test
    void namesAreNounsOfTheField() {
        assertThat(PROGRAM.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> name.matches(".*(Manager|Helper|Utils?|Impl|Data|Infos?|Base)"));
    }

    @Test
    void noFileIsLongerThan500Lines() throws IOException {
        Map<Path, Long> tooLong = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    long count = lines.count();
                    if (count > 500) {
                        tooLong.put(file, count);
                    }
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    private static List<String> forbiddenImports(String name) {
        Set<String> allowed = MAY_IMPORT.getOrDefault(name, Set.of());
        return PROGRAM.stream()
                .filter(each -> topPackage(each).equals(name))
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> !topPackage(dependency.getTargetClass()).equals(name))
                .filter(dependency -> !allowed.contains(topPackage(dependency.getTargetClass())))
                .map(dependency -> dependency.getOriginClass().getName() + " imports "
                        + dependency.getTargetClass().getName())
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    private static boolean isGenerated(JavaClass type) {
        return type.getPackageName().equals(ROOT + ".capture.format");
    }

    /** {@code io.packetwalk.fact.k8s.PodFact} is of "fact", {@code io.packetwalk.Analysis} of "root". */
    private static String topPackage(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "root" : below.split("\\.", -1)[1];
    }

    private static String targetOf(JavaAccess<?> access) {
        return access.getTarget().getFullName();
    }

    private static Map<String, Set<String>> table(String text) {
        return text.lines()
                .map(line -> line.split(":", -1))
                .collect(toMap(
                        columns -> columns[0].strip(),
                        columns -> Set.of(columns[1].strip().split(" +", -1)),
                        (first, second) -> first,
                        TreeMap::new));
    }
}
