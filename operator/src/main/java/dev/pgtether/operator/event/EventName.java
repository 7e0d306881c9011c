package dev.pgtether.operator.event;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.Notice;
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

  private static final int LONGEST_PREFIX = 200; // 253 for the whole name

  private EventName() {}

  /**
   * The name, a DNS subdomain of at most 253 characters.
   *
   * @param regardingUid of the object that the Event is about
   */
  static String of(ConnectionAudit audit, Notice notice, String regardingUid) {
    String name = audit.getMetadata().getName();
    String prefix = name.length() > LONGEST_PREFIX ? name.substring(0, LONGEST_PREFIX) : name;
    return prefix + "." + hash(audit.getMetadata().getUid(), regardingUid, notice);
  }

  private static String hash(String auditUid, String regardingUid, Notice notice) {
    MessageDigest digest = sha256();
    for (String part :
        List.of(
            auditUid,
            regardingUid,
            notice.type().word(),
            notice.reason().word(),
            notice.action(),
            notice.seed())) {
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
