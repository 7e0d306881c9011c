package dev.pgtether.testkit.cluster.built;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that is built with Go, and all that its bytes depend on but the toolchain. */
sealed interface GoProgram {
  GoProgram KUBERNETES = new LocalModule("kubernetes", List.of("go.mod", "go.sum", "main.go"));
  GoProgram PAUSE = new LocalModule("pause", List.of("go.mod", "main.go"));
  GoProgram COREDNS = new PublishedModule("coredns", "github.com/coredns/coredns", "v1.12.1");
  GoProgram HELM = new PublishedModule("helm", "helm.sh/helm/v3/cmd/helm", "v3.19.5");

  List<GoProgram> ALL = List.of(PAUSE, KUBERNETES, COREDNS, HELM);

  String name();

  /** Whoever's changes, the program is built again. */
  String cacheKey();

  /** The arguments of {@code go} that put it into the folder where it is called. */
  List<String> goArguments();

  /** A module of this testkit: its files are resources under {@code go/NAME}. */
  record LocalModule(String name, List<String> files) implements GoProgram {
    private static final Pattern VERSION =
        Pattern.compile("k8s\\.io/kubernetes (v(1)\\.([0-9]+)\\.[0-9]+)");
    private static final String KEY = " -X k8s.io/component-base/version.git";

    String file(String file) {
      return ConfigTemplate.of("go/" + name + "/" + file).text();
    }

    @Override
    public String cacheKey() {
      return String.join("\0", files.stream().map(this::file).toList()) + goArguments();
    }

    @Override
    public List<String> goArguments() {
      List<String> words = new ArrayList<>(List.of("build", "-v", "-trimpath", "-ldflags"));
      words.add("-s -w" + version());
      words.addAll(List.of("-o", name, "."));
      return words;
    }

    /** Without its version a kubelet refuses to register. */
    private String version() {
      Matcher found = VERSION.matcher(file("go.mod"));
      return found.find()
          ? KEY
              + "Version="
              + found.group(1)
              + KEY
              + "Major="
              + found.group(2)
              + KEY
              + "Minor="
              + found.group(3)
          : "";
    }
  }

  /**
   * A program as its makers publish it; Go's checksum database vouches for the version's content.
   */
  record PublishedModule(String name, String path, String version) implements GoProgram {
    @Override
    public String cacheKey() {
      return path + "@" + version + goArguments();
    }

    @Override
    public List<String> goArguments() {
      return List.of("install", "-v", "-trimpath", "-ldflags", "-s -w", path + "@" + version);
    }
  }
}
