package dev.pgtether.operator.kubernetes.event;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What an Event is called: the same thing said twice has the same name, so that the second becomes
 * a repetition of the first, also after a restart and from another replica.
 */
final class EventName {

  /** 64 bits: names of one audit's Events within the hour that they live. */
  private static final int HASH_BYTES = 8;

  private static final int MAX_PREFIX_LENGTH = 200; // 253 for the whole name

  private EventName() {}

  /**
   * The name, a DNS subdomain of at most 253 characters.
   *
   * @param regardingUid of the object that the Event is about
   */
  static String of(ConnectionAudit audit, AuditEvent auditEvent, String regardingUid) {
    String name = audit.getMetadata().getName();
    String prefix = name.length() > MAX_PREFIX_LENGTH ? name.substring(0, MAX_PREFIX_LENGTH) : name;
    return prefix + "." + hash(audit.getMetadata().getUid(), regardingUid, auditEvent);
  }

  private static String hash(String auditUid, String regardingUid, AuditEvent auditEvent) {
    MessageDigest digest = sha256();
    for (String part :
        List.of(
            auditUid,
            regardingUid,
            auditEvent.type().word(),
            auditEvent.reason().word(),
            auditEvent.action(),
            auditEvent.deduplicationKey())) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) ':');
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException cannotHappen) {
      throw new IllegalStateException("every Java has SHA-256", cannotHappen);
    }
  }
}
