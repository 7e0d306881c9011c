package dev.pgtether.testkit.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ProductImage;
import java.nio.file.Files;
import java.nio.file.Path;

/** The product's images as this checkout makes them, in every node of a cluster. */
public record CheckoutImages(ProductImage operator, ProductImage agent) {

  /** Builds those that are older than their sources; without the recipes the test is skipped. */
  public static CheckoutImages load(Cluster cluster) {
    Path checkout = HelmChart.ofCheckout().folder().resolve("../..").normalize();
    assumeTrue(
        Files.exists(checkout.resolve("images/operator/recipe")),
        "needs the operator's image: images/operator");
    CheckoutImages images =
        new CheckoutImages(
            ProductImage.buildIfStale(checkout, "operator"),
            ProductImage.buildIfStale(checkout, "agent"));
    cluster.load(images.operator.archive());
    cluster.load(images.agent.archive());
    return images;
  }

  /** The chart with these. */
  public HelmChart chart() {
    return HelmChart.ofCheckout()
        .withValues(
            "image=" + value(operator.reference()), "inject.image=" + value(agent.reference()));
  }

  private static String value(String reference) {
    int colon = reference.lastIndexOf(':');
    return "{\"repository\":\"%s\",\"tag\":\"%s\",\"pullPolicy\":\"Never\"}"
        .formatted(reference.substring(0, colon), reference.substring(colon + 1));
  }
}
