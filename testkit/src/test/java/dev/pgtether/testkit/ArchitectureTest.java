package dev.pgtether.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls inside the jars: who may know whom, and what nobody may do. */
class ArchitectureTest {
  /** Which modules each module may know. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "correlation", Set.of(),
          "audit", Set.of("correlation"),
          "collector", Set.of("correlation"),
          "database", Set.of("correlation"),
          "cli", Set.of("audit", "collector", "correlation", "database"),
          "operator", Set.of("audit", "correlation", "database", "wire"),
          "sidecar", Set.of("collector", "correlation", "wire"),
          "wire", Set.of("correlation"),
          "testkit", Set.of());

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(ArchitectureTest::isProduct)
          .importPackages("dev.pgtether");

  private static boolean isProduct(Location location) {
    return !location.contains("/dev/pgtether/build/");
  }

  @TestFactory
  Stream<DynamicTest> every_module_was_looked_at() {
    return ARROWS.keySet().stream()
        .sorted()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        assertThat(classNames(module))
                            .as("classes of %s that were imported", module)
                            .containsAll(sourceFiles(module))));
  }

  @Test
  void every_module_in_the_build_has_its_arrows_written_here() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of(".."))) {
      assertThat(
              folders
                  .filter(folder -> Files.exists(folder.resolve("src/main/java/dev/pgtether")))
                  .map(folder -> folder.getFileName().toString()))
          .isSubsetOf(ARROWS.keySet());
    }
  }

  @Test
  void the_documentation_draws_the_same_arrows() throws IOException {
    Map<String, Set<String>> documented = new TreeMap<>();
    for (List<String> row : tableAfter("| module | may know |", "architecture.md")) {
      documented.put(
          row.get(0), row.get(1).equals("-") ? Set.of() : Set.of(row.get(1).split(", ")));
    }

    assertThat(documented).isEqualTo(ARROWS);
  }

  @Test
  void the_documentation_names_classes_where_they_are() throws IOException {
    Set<String> known = PRODUCT.stream().map(JavaClass::getName).collect(Collectors.toSet());
    List<String> named =
        tableAfter("| component | package | class |", "architecture.md").stream()
            .flatMap(
                row ->
                    codes(row.get(2))
                        .map(
                            name ->
                                codes(row.get(1))
                                    .map(room -> "dev.pgtether." + room + "." + name)
                                    .filter(known::contains)
                                    .findFirst()
                                    .orElse(row + ": there is no " + name)))
            .toList();

    assertThat(named).hasSizeGreaterThan(30);
    assertThat(known).containsAll(named);
  }

  /** What stands between backquotes. */
  private static Stream<String> codes(String cell) {
    return Pattern.compile("`([^`]+)`").matcher(cell).results().map(found -> found.group(1));
  }

  @Test
  void the_glossary_explains_each_term_once_in_the_order_of_the_alphabet() throws IOException {
    List<List<String>> rows = tableAfter("| term | meaning | from |", "glossary.md");

    assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(row).hasSize(3));
    assertThat(rows)
        .extracting(List::getFirst)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
  }

  /** The cells of the table in {@code docs/} that has this heading. */
  private static List<List<String>> tableAfter(String heading, String document) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", document));
    return lines.subList(lines.indexOf(heading) + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> List.of(line.substring(1, line.length() - 1).strip().split(" +\\| +")))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> a_module_knows_only_the_modules_that_its_arrows_lead_to() {
    return ARROWS.keySet().stream()
        .sorted()
        .map(module -> DynamicTest.dynamicTest(module, () -> knowsOnlyItsArrows(module)));
  }

  private static void knowsOnlyItsArrows(String module) {
    String[] forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(module) && !ARROWS.get(module).contains(other))
            .map(other -> "dev.pgtether." + other + "..")
            .toArray(String[]::new);
    if (forbidden.length == 0) {
      return;
    }
    noClasses()
        .that()
        .resideInAPackage("dev.pgtether." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(PRODUCT);
  }

  @Test
  void correlation_stands_on_java_alone() {
    classes()
        .that()
        .resideInAPackage("dev.pgtether.correlation..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "org.jspecify..", "dev.pgtether.correlation..")
                .or(describe("arrays and primitives", type -> type.getPackageName().isEmpty())))
        .check(PRODUCT);
  }

  @Test
  void correlation_does_no_input_or_output() {
    noClasses()
        .that()
        .resideInAPackage("dev.pgtether.correlation..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.sql..", "javax..", "java.io..", "java.nio.file..", "java.net.http..")
                .or(
                    describe(
                        "sockets, URLs, processes",
                        type ->
                            type.isAssignableTo(Socket.class)
                                || Set.of(
                                        "java.net.ServerSocket",
                                        "java.net.DatagramSocket",
                                        "java.net.URL",
                                        "java.lang.ProcessBuilder",
                                        "java.lang.ProcessHandle",
                                        "java.lang.Runtime")
                                    .contains(type.getName()))))
        .check(PRODUCT);
  }

  @Test
  void correlation_has_no_clock_no_chance_and_no_log() {
    noClasses()
        .that()
        .resideInAPackage("dev.pgtether.correlation..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Clock.class,
            java.util.Random.class,
            java.util.concurrent.ThreadLocalRandom.class,
            System.Logger.class)
        .orShould()
        .accessTargetWhere(readsTheClock())
        .check(PRODUCT);
  }

  private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
    return describe(
        "read the clock, chance, the environment or the standard streams",
        access -> {
          String owner = access.getTargetOwner().getName();
          String member = access.getTarget().getName();
          return switch (owner) {
            case "java.lang.System" ->
                !Set.of("arraycopy", "identityHashCode", "lineSeparator").contains(member);
            case "java.lang.Math" -> member.equals("random");
            case "java.util.UUID" -> member.equals("randomUUID");
            // these ask a name server, or may
            case "java.net.InetAddress" ->
                Set.of("getByName", "getAllByName", "getLocalHost", "getHostName").contains(member);
            default -> owner.startsWith("java.time.") && member.equals("now");
          };
        });
  }

  @Test
  void a_class_is_named_after_what_it_does() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
        .check(PRODUCT);
  }

  @Test
  void nothing_static_changes() {
    fields()
        .that()
        .areStatic()
        .and(describe("hand-written", field -> !field.getModifiers().contains(SYNTHETIC)))
        .should()
        .beFinal()
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @Test
  void every_package_says_that_null_is_the_exception() {
    Set<String> unmarked =
        PRODUCT.stream()
            .map(JavaClass::getPackage)
            .filter(found -> found.tryGetPackageInfo().isEmpty() || !isNullMarked(found))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(unmarked).as("packages without @NullMarked in their package-info.java").isEmpty();
  }

  private static boolean isNullMarked(JavaPackage found) {
    return found.isAnnotatedWith(NullMarked.class);
  }

  /** Tests included: a cycle there is as hard to walk as one in the product. */
  @TestFactory
  Stream<DynamicTest> no_two_packages_of_a_module_know_each_other() {
    return ARROWS.keySet().stream()
        .sorted()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        SlicesRuleDefinition.slices()
                            .assignedFrom(PACKAGES)
                            .should()
                            .beFreeOfCycles()
                            .check(everythingOf(module))));
  }

  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static JavaClasses everythingOf(String module) {
    return new ClassFileImporter()
        .importPaths(
            Stream.of("classes", "test-classes")
                .map(folder -> Path.of("..", module, "target", folder, "dev", "pgtether", module))
                .filter(Files::isDirectory)
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> the_name_of_a_test_is_a_sentence() {
    return ARROWS.keySet().stream()
        .sorted()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        methods()
                            .that(describe("are tests", ArchitectureTest::isTest))
                            .should()
                            .haveNameMatching("[a-z][a-z0-9]*(_[a-z0-9]+)+")
                            .check(everythingOf(module))));
  }

  private static boolean isTest(JavaMethod method) {
    return method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable");
  }

  private static Set<String> classNames(String module) {
    return PRODUCT.stream()
        .map(JavaClass::getName)
        .filter(name -> name.startsWith("dev.pgtether." + module + "."))
        .collect(Collectors.toSet());
  }

  /** The top-level classes that the module's folder promises. */
  private static Set<String> sourceFiles(String module) throws IOException {
    Path sources = Path.of("..", module, "src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .map(file -> sources.relativize(file).toString())
          .filter(file -> file.endsWith(".java"))
          .map(file -> file.replaceFirst("\\.java$", "").replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }
}
