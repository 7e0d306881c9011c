package dev.pgtether.operator.scan.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Issues tokens as an API server does. */
public final class TestTokenIssuer {
  private final List<JsonWebKey> published = new ArrayList<>();
  private PublicJsonWebKey signing;

  public TestTokenIssuer(String keyId) {
    signing = rsa(keyId);
    published.add(signing);
  }

  /** Signs by another key from now on, and publishes both. */
  public void rotate(String keyId) {
    signing = rsa(keyId);
    published.add(signing);
  }

  /** As {@code /openid/v1/jwks} answers: public halves only. */
  public String keys() {
    return new JsonWebKeySet(published).toJson();
  }

  /** As the kubelet projects it. */
  public String token(String audience, Instant until, String podUid) {
    return token(
        audience,
        until,
        Map.of("namespace", "shop", "pod", Map.of("name", "checkout", "uid", podUid)));
  }

  public String token(String audience, Instant until, Map<String, Object> binding) {
    return signed(claims(audience, until, binding), signing, signing.getAlgorithm());
  }

  static JwtClaims claims(String audience, Instant until, Map<String, Object> binding) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("https://kubernetes.default.svc");
    claims.setAudience(audience);
    claims.setSubject("system:serviceaccount:shop:default");
    claims.setExpirationTime(NumericDate.fromMilliseconds(until.toEpochMilli()));
    claims.setNotBefore(
        NumericDate.fromMilliseconds(until.minus(Duration.ofHours(1)).toEpochMilli()));
    claims.setClaim("kubernetes.io", binding);
    return claims;
  }

  static String signed(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(algorithm);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  static PublicJsonWebKey rsa(String keyId) {
    try {
      return named(RsaJwkGenerator.generateJwk(2048), keyId, "RS256");
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  void signByEllipticCurve(String keyId) throws JoseException {
    EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    signing = named(key, keyId, "ES256");
    published.add(signing);
  }

  PublicJsonWebKey signing() {
    return signing;
  }

  private static PublicJsonWebKey named(PublicJsonWebKey key, String keyId, String algorithm) {
    key.setKeyId(keyId);
    key.setUse("sig");
    key.setAlgorithm(algorithm);
    return key;
  }
}
