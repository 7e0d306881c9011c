package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The token as it is now: the kubelet rewrites the file well before it expires. */
final class BearerToken {

  /** What a header may carry (RFC 6750, section 2.1), and no more than servers take. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final int LONGEST = 16 * 1024;

  private final Path file;

  BearerToken(Path file) {
    this.file = file;
  }

  /** Reads the file; the token is in no message. */
  String read() throws ExchangeFailed {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LONGEST + 1);
    } catch (IOException e) {
      throw new ExchangeFailed(
          Trouble.Kind.TOKEN_UNREADABLE,
          "the token cannot be read: %s; a projected serviceAccountToken volume puts it there"
              .formatted(Reason.of(e)),
          e);
    }
    String token = new String(content, StandardCharsets.US_ASCII).strip();
    if (content.length > LONGEST || !TOKEN.matcher(token).matches()) {
      throw new ExchangeFailed(
          Trouble.Kind.TOKEN_UNREADABLE,
          "what %s holds is no token (%d bytes read)".formatted(file, content.length));
    }
    return token;
  }
}
