package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the connection to the server is protected. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.caSecret) && has(self.caConfigMap))",
    message = "keep one of caSecret and caConfigMap")
@ValidationRule(
    value =
        "self.mode in ['verify-full', 'verify-ca'] || !(has(self.caSecret) ||"
            + " has(self.caConfigMap))",
    message =
        "caSecret and caConfigMap are used by the modes verify-full and verify-ca only: set one of"
            + " these, or take the certificate authority away")
@ValidationRule(
    value = "self.mode != 'disable' || !has(self.clientCertificateSecret)",
    message = "without TLS no certificate is shown: take clientCertificateSecret away, or the mode")
public record TlsSpec(
    @Default("verify-full")
        @JsonPropertyDescription(
            "verify-full: encrypted, and the server's certificate must be of a trusted authority"
                + " and name the host. verify-ca: its name is not checked. require: encrypted,"
                + " whoever answers. disable: not encrypted.")
        Mode mode,
    @JsonPropertyDescription(
            "A Secret with the certificate authorities to trust instead of the system's.")
        @Nullable CaBundleRef caSecret,
    @JsonPropertyDescription(
            "A ConfigMap with the certificate authorities to trust instead of the system's.")
        @Nullable CaBundleRef caConfigMap,
    @JsonPropertyDescription("A Secret of type kubernetes.io/tls to log in with a certificate.")
        @Nullable SecretRef clientCertificateSecret) {

  /** Without a word about it in the spec. */
  static final TlsSpec DEFAULT = new TlsSpec(Mode.VERIFY_FULL, null, null, null);

  /** Fills in what the schema would. */
  public TlsSpec {
    mode = Objects.requireNonNullElse(mode, Mode.VERIFY_FULL);
  }

  /** libpq's words for it. */
  public enum Mode {
    @JsonProperty("verify-full")
    VERIFY_FULL,
    @JsonProperty("verify-ca")
    VERIFY_CA,
    @JsonProperty("require")
    REQUIRE,
    @JsonProperty("disable")
    DISABLE
  }
}
